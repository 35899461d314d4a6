namespace Akka.Configuration.Hocon;

/// <summary>Quoted or unquoted text; a null <see cref="Value"/> is the literal <c>null</c>.</summary>
public class HoconLiteral : IHoconElement
{
    public string Value { get; set; }

    public bool IsString() => true;

    public string GetString() => Value;

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => throw new NotImplementedException("This element is a string literal and not an array.");

    public override string ToString() => Value;
}
