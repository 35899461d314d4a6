namespace Akka.TestKit;

/// <summary>A condition on messages of one type.</summary>
public class PredicateInfo
{
    private PredicateInfo(Delegate predicateT, Type type)
    {
        PredicateT = predicateT;
        Type = type;
    }

    public Delegate PredicateT { get; }

    public Type Type { get; }

    public static PredicateInfo Create<T>(Predicate<T> predicateT) => new(predicateT, typeof(T));

    public override string ToString() => $"Predicate<{Type.Name}>";

    internal bool Holds(object message) => Type.IsInstanceOfType(message) && (bool)PredicateT.DynamicInvoke(message);
}

public static class PredicateInfoFactory
{
    public static PredicateInfo CreatePredicateInfo<T>(this Predicate<T> predicateT) => PredicateInfo.Create(predicateT);
}
