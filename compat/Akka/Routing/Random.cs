using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>Any one, each as likely.</summary>
public sealed class RandomLogic : RoutingLogic
{
    public override Routee Select(object message, Routee[] routees) =>
        routees.Length == 0 ? Routee.NoRoutee : routees[System.Random.Shared.Next(routees.Length)];
}

/// <summary>A pool that sends each message to a routee drawn at random.</summary>
public sealed class RandomPool : Pool
{
    public RandomPool(Config config)
        : base(config)
    {
    }

    public RandomPool(int nrOfInstances)
        : base(nrOfInstances)
    {
    }

    public RandomPool(
        int nrOfInstances, Resizer resizer, SupervisorStrategy supervisorStrategy, string routerDispatcher, bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new RandomLogic());

    public RandomPool WithSupervisorStrategy(SupervisorStrategy strategy) => Copy(Resizer, strategy, RouterDispatcher);

    public RandomPool WithResizer(Resizer resizer) => Copy(resizer, SupervisorStrategy, RouterDispatcher);

    public RandomPool WithDispatcher(string dispatcher) => Copy(Resizer, SupervisorStrategy, dispatcher);

    private protected override RandomPool Copy(Resizer resizer, SupervisorStrategy strategy, string dispatcher) =>
        new(NrOfInstances, resizer, strategy, dispatcher, UsePoolDispatcher);
}

/// <summary>A group that sends each message to a routee drawn at random.</summary>
public sealed class RandomGroup : Group
{
    public RandomGroup(Config config)
        : base(config)
    {
    }

    public RandomGroup(params string[] paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public RandomGroup(IEnumerable<string> paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public RandomGroup(IEnumerable<string> paths, string routerDispatcher)
        : base(paths, routerDispatcher)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new RandomLogic());

    public RandomGroup WithDispatcher(string dispatcher) => new RandomGroup(InternalPaths, dispatcher);
}
