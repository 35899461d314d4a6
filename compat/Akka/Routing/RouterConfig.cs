using Akka.Actor;
using Akka.Util;

namespace Akka.Routing;

/// <summary>How an actor passes messages on to others.</summary>
public abstract class RouterConfig : ISurrogated, IEquatable<RouterConfig>
{
    protected RouterConfig()
    {
    }

    protected RouterConfig(string routerDispatcher) => RouterDispatcher = routerDispatcher;

    /// <summary>The dispatcher of the router itself, which handles supervision, death watch and management messages.</summary>
    public virtual string RouterDispatcher { get; }

    public virtual bool StopRouterWhenAllRouteesRemoved => true;

    public abstract Router CreateRouter(ActorSystem system);

    /// <summary>The actor that is behind the router: it gets what <see cref="IsManagementMessage"/> picks out.</summary>
    public abstract ActorBase CreateRouterActor();

    /// <summary>The props of an actor that helps a routing logic; null for none.</summary>
    public virtual Props RoutingLogicController(RoutingLogic routingLogic) => null;

    /// <summary>Whether a message is for the router itself and not to be routed.</summary>
    public virtual bool IsManagementMessage(object message) => message is IAutoReceivedMessage or RouterManagementMessage;

    public virtual RouterConfig WithFallback(RouterConfig routerConfig) => this;

    /// <summary>Throws if a router cannot be made at this path.</summary>
    public virtual void VerifyConfig(ActorPath path)
    {
    }

    public abstract ISurrogate ToSurrogate(ActorSystem system);

    public bool Equals(RouterConfig other) => other is not null && GetType() == other.GetType() && RouterDispatcher == other.RouterDispatcher;

    public override bool Equals(object obj) => Equals(obj as RouterConfig);

    public override int GetHashCode() => GetType().GetHashCode();
}

/// <summary>No router: an actor as any other.</summary>
public class NoRouter : RouterConfig
{
    protected NoRouter()
    {
    }

    public static NoRouter Instance { get; } = new();

    public override string RouterDispatcher => throw new NotSupportedException("NoRouter has no dispatcher");

    public override Router CreateRouter(ActorSystem system) => throw new NotSupportedException("NoRouter does not create routers");

    public override ActorBase CreateRouterActor() => throw new NotSupportedException("NoRouter does not create router actors");

    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig;

    public Props Props(Props routeeProps) => routeeProps.WithRouter(this);

    public override ISurrogate ToSurrogate(ActorSystem system) => new RouterSurrogate(this);
}

/// <summary>A router of one's own whose routees others manage.</summary>
public abstract class CustomRouterConfig : RouterConfig
{
    protected CustomRouterConfig()
    {
    }

    protected CustomRouterConfig(string routerDispatcher)
        : base(routerDispatcher)
    {
    }

    public override ActorBase CreateRouterActor() => new RouterActor();
}
