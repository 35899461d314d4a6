using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Util;

namespace Akka.Routing;

/// <summary>A router that creates its routees, as its children.</summary>
public abstract class Pool : RouterConfig, IEquatable<Pool>
{
    protected Pool(int nrOfInstances, Resizer resizer, SupervisorStrategy supervisorStrategy, string routerDispatcher, bool usePoolDispatcher)
        : base(routerDispatcher)
    {
        NrOfInstances = nrOfInstances;
        Resizer = resizer;
        SupervisorStrategy = supervisorStrategy ?? DefaultSupervisorStrategy;
        UsePoolDispatcher = usePoolDispatcher;
    }

    private protected Pool(Config config)
        : this(
            config.GetInt("nr-of-instances"),
            Resizer.FromConfig(config),
            DefaultSupervisorStrategy,
            Dispatchers.DefaultDispatcherId,
            config.HasPath("pool-dispatcher"))
    {
    }

    private protected Pool(int nrOfInstances)
        : this(nrOfInstances, null, DefaultSupervisorStrategy, Dispatchers.DefaultDispatcherId, usePoolDispatcher: false)
    {
    }

    /// <summary>A routee's failure is the router's own: its parent decides.</summary>
    public static SupervisorStrategy DefaultSupervisorStrategy { get; } = new OneForOneStrategy(_ => Directive.Escalate);

    public int NrOfInstances { get; }

    /// <summary>Whether routees run on the dispatcher that the deployment gives as <c>pool-dispatcher</c>.</summary>
    public virtual bool UsePoolDispatcher { get; }

    public virtual Resizer Resizer { get; }

    public virtual SupervisorStrategy SupervisorStrategy { get; }

    public override bool StopRouterWhenAllRouteesRemoved => Resizer is null;

    public virtual int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    public Props Props(Props routeeProps) => routeeProps.WithRouter(this);

    public override ActorBase CreateRouterActor() =>
        Resizer is null ? new RouterPoolActor(SupervisorStrategy) : new ResizablePoolActor(SupervisorStrategy);

    public bool Equals(Pool other) =>
        base.Equals(other) && NrOfInstances == other.NrOfInstances && UsePoolDispatcher == other.UsePoolDispatcher
        && Equals(Resizer, other.Resizer) && Equals(SupervisorStrategy, other.SupervisorStrategy);

    public override bool Equals(object obj) => Equals(obj as Pool);

    public override int GetHashCode() => HashCode.Combine(GetType(), NrOfInstances, UsePoolDispatcher);

    /// <summary>What a deployment cannot say is taken from the pool that the code gives.</summary>
    public override RouterConfig WithFallback(RouterConfig routerConfig) => OverrideUnset(routerConfig);

    public override ISurrogate ToSurrogate(ActorSystem system) => new RouterSurrogate(this);

    private protected RouterConfig OverrideUnset(RouterConfig other)
    {
        if (other is not Pool pool) return this;
        var strategy = ReferenceEquals(SupervisorStrategy, DefaultSupervisorStrategy) ? pool.SupervisorStrategy : SupervisorStrategy;
        return Copy(Resizer ?? pool.Resizer, strategy, RouterDispatcher);
    }

    /// <summary>The same pool but for these; a pool of one's own stays as it is.</summary>
    private protected virtual Pool Copy(Resizer resizer, SupervisorStrategy strategy, string dispatcher) => this;
}

/// <summary>A router whose routees exist already and are found by their paths.</summary>
public abstract class Group : RouterConfig, IEquatable<Group>
{
    protected readonly string[] InternalPaths;

    protected Group(IEnumerable<string> paths, string routerDispatcher)
        : base(routerDispatcher) => InternalPaths = paths is null ? [] : [.. paths];

    private protected Group(Config config)
        : this(config.GetStringList("routees.paths", []), Dispatchers.DefaultDispatcherId)
    {
    }

    public virtual IEnumerable<string> GetPaths(ActorSystem system) => InternalPaths;

    public Props Props() => Actor.Props.Empty.WithRouter(this);

    public override ActorBase CreateRouterActor() => new RouterActor();

    public override ISurrogate ToSurrogate(ActorSystem system) => new RouterSurrogate(this);

    public bool Equals(Group other) => base.Equals(other) && InternalPaths.AsSpan().SequenceEqual(other.InternalPaths);

    public override bool Equals(object obj) => Equals(obj as Group);

    public override int GetHashCode() => HashCode.Combine(GetType(), InternalPaths.Length);
}

/// <summary>A router in the shape in which it travels: its own, since it never changes.</summary>
internal sealed class RouterSurrogate(RouterConfig router) : ISurrogate
{
    public ISurrogated FromSurrogate(ActorSystem system) => router;
}
