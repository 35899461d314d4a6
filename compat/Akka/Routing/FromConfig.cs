using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>The router that <c>akka.actor.deployment</c> gives for the actor's path; without one the actor cannot be created.</summary>
public class FromConfig(Resizer resizer, SupervisorStrategy supervisorStrategy, string routerDispatcher)
    : Pool(0, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher: false)
{
    public FromConfig()
        : this(null, DefaultSupervisorStrategy, Dispatchers.DefaultDispatcherId)
    {
    }

    public static FromConfig Instance { get; } = new();

    public override Router CreateRouter(ActorSystem system) => throw new NotSupportedException("FromConfig does not create routers");

    public override ActorBase CreateRouterActor() => throw new NotSupportedException("FromConfig does not create router actors");

    public override void VerifyConfig(ActorPath path) =>
        throw new ConfigurationException($"Configuration missing for router [{path}] in 'akka.actor.deployment' section.");

    public override int GetNrOfInstances(ActorSystem sys) => 0;

    public FromConfig WithSupervisorStrategy(SupervisorStrategy strategy) => new(Resizer, strategy, RouterDispatcher);

    public FromConfig WithResizer(Resizer resizer) => new(resizer, SupervisorStrategy, RouterDispatcher);

    public FromConfig WithDispatcher(string dispatcherId) => new(Resizer, SupervisorStrategy, dispatcherId);

    /// <summary>For a group, which needs no props of routees.</summary>
    public Props Props() => Actor.Props.Empty.WithRouter(this);
}

/// <summary>Reads the router of a deployment's section.</summary>
internal static class DeployedRouters
{
    public static RouterConfig Read(Settings settings, string path, Config deployment)
    {
        var alias = deployment.GetString("router");
        if (alias is null or "" or "from-code") return NoRouter.Instance;
        var mapping = settings.Config.GetConfig("akka.actor.router.type-mapping");
        var name = mapping.GetString(alias)
            ?? throw new ConfigurationException(
                $"akka.actor.deployment \"{path}\": there is no router [{alias}]; akka.actor.router.type-mapping knows "
                + string.Join(", ", mapping.AsEnumerable().Select(entry => entry.Key)));
        var type = Type.GetType(name)
            ?? throw new ConfigurationException($"akka.actor.deployment \"{path}\": the type [{name}] of router [{alias}] cannot be loaded");
        return (RouterConfig)Activator.CreateInstance(type, deployment);
    }
}
