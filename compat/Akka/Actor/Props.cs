using System.Linq.Expressions;
using Akka.Dispatch;
using Akka.Routing;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Makes the instances of an actor in a way of one's own.</summary>
public interface IIndirectActorProducer
{
    Type ActorType { get; }

    ActorBase Produce();

    void Release(ActorBase actor);
}

/// <summary>The recipe for an actor: its type, its constructor arguments, and how it is deployed. Immutable, to be shared freely.</summary>
public class Props : IEquatable<Props>, ISurrogated
{
    public static readonly Props None = new(typeof(EmptyActor));

    private IIndirectActorProducer _producer;

    public Props(Type type)
        : this(Deploy.Local, type, (object[])[])
    {
    }

    public Props(Type type, object[] args)
        : this(Deploy.Local, type, args)
    {
    }

    public Props(Type type, SupervisorStrategy supervisorStrategy, IEnumerable<object> args)
        : this(Deploy.Local, type, (object[])[.. args]) => SupervisorStrategy = supervisorStrategy;

    public Props(Type type, SupervisorStrategy supervisorStrategy, params object[] args)
        : this(Deploy.Local, type, args) => SupervisorStrategy = supervisorStrategy;

    public Props(Deploy deploy, Type type, IEnumerable<object> args)
        : this(deploy, type, (object[])[.. args])
    {
    }

    public Props(Deploy deploy, Type type, params object[] args)
        : this(new ActivatorProducer(ActorOrProducer(type), args ?? [null]), deploy, args ?? [null])
    {
    }

    protected Props(Props copy)
        : this(copy._producer, copy.Deploy, copy.Arguments) => SupervisorStrategy = copy.SupervisorStrategy;

    protected Props()
        : this(typeof(EmptyActor))
    {
    }

    private Props(IIndirectActorProducer producer, Deploy deploy, object[] arguments)
    {
        _producer = producer;
        Deploy = deploy;
        Arguments = arguments;
    }

    public static Props Empty { get; } = Create<EmptyActor>();

    public Type Type => _producer.ActorType;

    public string TypeName => Type.AssemblyQualifiedName;

    public object[] Arguments { get; }

    public Deploy Deploy { get; protected set; }

    public SupervisorStrategy SupervisorStrategy { get; protected set; }

    public string Dispatcher => NullIfGiven(Deploy.Dispatcher, Deploy.NoDispatcherGiven);

    public string Mailbox => NullIfGiven(Deploy.Mailbox, Deploy.NoMailboxGiven);

    public RouterConfig RouterConfig => Deploy.RouterConfig;

    /// <summary>What was found out about deploying these props, kept for the next actor made from them.</summary>
    internal DeploymentPlan Plan { get; set; }

    /// <summary>From <c>() =&gt; new TActor(…)</c>; the arguments are evaluated now, once.</summary>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy supervisorStrategy = null)
        where TActor : ActorBase
    {
        var construction = (NewExpression)(factory.Body is UnaryExpression cast ? cast.Operand : factory.Body);
        var arguments = ExpressionArguments.Of(construction);
        return new Props(new ActivatorProducer(typeof(TActor), arguments), Deploy.Local, arguments) { SupervisorStrategy = supervisorStrategy };
    }

    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase => new(typeof(TActor), args);

    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() => new(typeof(TActor), supervisorStrategy);

    public static Props Create(Type type, params object[] args) =>
        type is null ? throw new ArgumentNullException(nameof(type), "Props must be instantiated with an actor type.") : new Props(type, args);

    public static Props CreateBy(IIndirectActorProducer producer, params object[] args) => new(producer, Deploy.Local, args);

    public Props WithDispatcher(string dispatcher) => With(Deploy.WithDispatcher(dispatcher));

    public Props WithMailbox(string mailbox) => With(Deploy.WithMailbox(mailbox));

    public Props WithRouter(RouterConfig routerConfig) => With(Deploy.WithRouterConfig(routerConfig));

    /// <summary>What is set there counts, what is not stays as it is here.</summary>
    public Props WithDeploy(Deploy deploy) => With(deploy.WithFallback(Deploy));

    public Props WithStashCapacity(int stashCapacity) => With(Deploy.WithStashCapacity(stashCapacity));

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy)
    {
        var copy = Copy();
        copy.SupervisorStrategy = supervisorStrategy;
        return copy;
    }

    public virtual ActorBase NewActor()
    {
        try
        {
            return _producer.Produce();
        }
        catch (Exception e)
        {
            throw new TypeLoadException(
                $"Error while creating actor instance of type {Type} with {Arguments.Length} args: ({string.Join(",", Arguments)})", e);
        }
    }

    public ISurrogate ToSurrogate(ActorSystem system) => new PropsSurrogate { Deploy = Deploy, Type = Type, Arguments = Arguments };

    public bool Equals(Props other) =>
        other is not null && Type == other.Type && Equals(Deploy, other.Deploy)
        && Equals(SupervisorStrategy, other.SupervisorStrategy) && Arguments.AsSpan().SequenceEqual(other.Arguments);

    public override bool Equals(object obj) => Equals(obj as Props);

    public override int GetHashCode() => HashCode.Combine(Type, Deploy, Arguments.Length);

    internal void Release(ActorBase actor) => _producer.Release(actor);

    internal bool OverridesAroundReceive(ActorBase actor) =>
        _producer is ActivatorProducer activator ? activator.OverridesAroundReceive : ActorTypes.OverridesAroundReceive(actor.GetType());

    protected virtual Props Copy() => new(this);

    private static string NullIfGiven(string value, string none) => value == none ? null : value;

    private static Type ActorOrProducer(Type type) => typeof(ActorBase).IsAssignableFrom(type)
        ? type
        : throw new ArgumentException($"Unknown actor producer [{type.FullName}]", nameof(type));

    private Props With(Deploy deploy)
    {
        var copy = Copy();
        copy.Deploy = deploy;
        return copy;
    }

    public class PropsSurrogate : ISurrogate
    {
        public Deploy Deploy { get; set; }

        public Type Type { get; set; }

        public object[] Arguments { get; set; }

        public ISurrogated FromSurrogate(ActorSystem system) => new Props(Deploy, Type, Arguments);
    }

    private sealed class EmptyActor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}

/// <summary>The recipe of an actor that cannot be made any more.</summary>
public class TerminatedProps : Props
{
    public override ActorBase NewActor() => throw new InvalidOperationException("This actor has been terminated");
}

/// <summary>Which dispatcher and mailbox a system gives to the actors of some props.</summary>
internal sealed record DeploymentPlan(ActorSystem System, MessageDispatcher Dispatcher, MailboxType MailboxType);
