using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Routing;

/// <summary>How an actor passes messages on to others.</summary>
public abstract class RouterConfig : ISurrogated, IEquatable<RouterConfig>
{
    protected RouterConfig()
    {
    }

    protected RouterConfig(string routerDispatcher) => RouterDispatcher = routerDispatcher;

    public virtual string RouterDispatcher { get; }

    public virtual RouterConfig WithFallback(RouterConfig routerConfig) => this;

    public abstract ISurrogate ToSurrogate(ActorSystem system);

    public bool Equals(RouterConfig other) => other is not null && GetType() == other.GetType();

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

    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig;

    public override ISurrogate ToSurrogate(ActorSystem system) => new NoRouterSurrogate();

    public class NoRouterSurrogate : ISurrogate
    {
        public ISurrogated FromSurrogate(ActorSystem system) => Instance;
    }
}

internal static class RouterConfigs
{
    public static RouterConfig FromConfig(Settings settings, Config deployment) => NoRouter.Instance;
}

internal static class RouterCreation
{
    public static IInternalActorRef Create(
        Akka.Actor.Internal.ActorSystemImpl system,
        Props props,
        Akka.Dispatch.MessageDispatcher routerDispatcher,
        Akka.Dispatch.MailboxType routerMailbox,
        Akka.Dispatch.MessageDispatcher routeeDispatcher,
        Akka.Dispatch.MailboxType routeeMailbox,
        IInternalActorRef supervisor,
        ActorPath path,
        RouterConfig router) => throw new NotSupportedException();
}
