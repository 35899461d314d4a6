using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Akka.Actor;

/// <summary>Makes actors by a constructor of their type that takes the arguments; the constructor is looked for once.</summary>
internal sealed class ActivatorProducer(Type type, object[] arguments) : IIndirectActorProducer
{
    private ConstructorInvoker _constructor;
    private int _overridesAroundReceive = -1;

    public Type ActorType => type;

    public bool OverridesAroundReceive
    {
        get
        {
            if (_overridesAroundReceive < 0) _overridesAroundReceive = ActorTypes.OverridesAroundReceive(type) ? 1 : 0;
            return _overridesAroundReceive != 0;
        }
    }

    public ActorBase Produce()
    {
        _constructor ??= FindConstructor();
        try
        {
            return (ActorBase)(_constructor is null
                ? Activator.CreateInstance(type, arguments)
                : _constructor.Invoke(arguments.AsSpan()));
        }
        catch (Exception e) when (_constructor is not null)
        {
            throw new TargetInvocationException(e);
        }
    }

    public void Release(ActorBase actor)
    {
    }

    /// <summary>The only constructor with fitting parameters; null where the choice is better left to the framework.</summary>
    private ConstructorInvoker FindConstructor()
    {
        var fitting = Array.FindAll(type.GetConstructors(), c => Fits(c.GetParameters()));
        return fitting.Length == 1 && !type.IsAbstract ? ConstructorInvoker.Create(fitting[0]) : null;
    }

    private bool Fits(ParameterInfo[] parameters)
    {
        if (parameters.Length != arguments.Length) return false;
        for (var i = 0; i < parameters.Length; i++)
        {
            var wanted = parameters[i].ParameterType;
            var fits = arguments[i] is null ? !wanted.IsValueType || Nullable.GetUnderlyingType(wanted) is not null : wanted.IsInstanceOfType(arguments[i]);
            if (!fits) return false;
        }

        return true;
    }
}

/// <summary>What is worth knowing of an actor type, found out once.</summary>
internal static class ActorTypes
{
    private static readonly ConcurrentDictionary<Type, bool> OverridesAround = new();

    public static bool OverridesAroundReceive(Type type) => OverridesAround.GetOrAdd(type, static t =>
        t.GetMethod(
            "AroundReceive",
            BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public,
            [typeof(Receive), typeof(object)]).DeclaringType != typeof(ActorBase));
}

/// <summary>The values of a constructor call's arguments.</summary>
internal static class ExpressionArguments
{
    public static object[] Of(NewExpression construction) => [.. construction.Arguments.Select(Evaluate)];

    private static object Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field, Expression: ConstantExpression owner } => field.GetValue(owner.Value),
        MemberExpression { Member: FieldInfo { IsStatic: true } field } => field.GetValue(null),
        _ => Expression.Lambda<Func<object>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(),
    };
}
