using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>All of them.</summary>
public sealed class BroadcastRoutingLogic : RoutingLogic
{
    public override Routee Select(object message, Routee[] routees) =>
        routees.Length == 0 ? Routee.NoRoutee : new SeveralRoutees(routees);
}

/// <summary>A pool that sends each message to every routee.</summary>
public sealed class BroadcastPool : Pool
{
    public BroadcastPool(Config config)
        : base(config)
    {
    }

    public BroadcastPool(int nrOfInstances)
        : base(nrOfInstances)
    {
    }

    public BroadcastPool(
        int nrOfInstances, Resizer resizer, SupervisorStrategy supervisorStrategy, string routerDispatcher, bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new BroadcastRoutingLogic());

    public BroadcastPool WithSupervisorStrategy(SupervisorStrategy strategy) => Copy(Resizer, strategy, RouterDispatcher);

    public BroadcastPool WithResizer(Resizer resizer) => Copy(resizer, SupervisorStrategy, RouterDispatcher);

    public BroadcastPool WithDispatcher(string dispatcher) => Copy(Resizer, SupervisorStrategy, dispatcher);

    private protected override BroadcastPool Copy(Resizer resizer, SupervisorStrategy strategy, string dispatcher) =>
        new(NrOfInstances, resizer, strategy, dispatcher, UsePoolDispatcher);
}

/// <summary>A group that sends each message to every routee.</summary>
public sealed class BroadcastGroup : Group
{
    public BroadcastGroup(Config config)
        : base(config)
    {
    }

    public BroadcastGroup(params string[] paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public BroadcastGroup(IEnumerable<string> paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public BroadcastGroup(IEnumerable<string> paths, string routerDispatcher)
        : base(paths, routerDispatcher)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new BroadcastRoutingLogic());

    public Group WithDispatcher(string dispatcher) => new BroadcastGroup(InternalPaths, dispatcher);
}
