namespace Akka.Configuration.Hocon;

/// <summary>What one parsed text amounts to: its root value and the substitutions met in it.</summary>
public class HoconRoot
{
    protected HoconRoot() : this(new HoconValue(), []) { }

    public HoconRoot(HoconValue value) : this(value, []) { }

    public HoconRoot(HoconValue value, IEnumerable<HoconSubstitution> substitutions)
    {
        Value = value;
        Substitutions = substitutions;
    }

    public HoconValue Value { get; }

    public IEnumerable<HoconSubstitution> Substitutions { get; }
}
