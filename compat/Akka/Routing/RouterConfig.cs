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
    /// <summary>The router of a deployment's section. This library routes nothing: a section that asks for it is refused at once.</summary>
    public static RouterConfig FromConfig(string path, Config deployment) => deployment.GetString("router") switch
    {
        null or "" or "from-code" => NoRouter.Instance,
        var router => throw new ConfigurationException(
            $"akka.actor.deployment \"{path}\": there is no router [{router}] here; allowed is [from-code]"),
    };
}
