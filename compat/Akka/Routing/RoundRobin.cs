using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>One after the other.</summary>
public sealed class RoundRobinRoutingLogic(int next) : RoutingLogic
{
    private int _next = next;

    public RoundRobinRoutingLogic()
        : this(-1)
    {
    }

    public override Routee Select(object message, Routee[] routees) =>
        routees.Length == 0 ? Routee.NoRoutee : routees[(Interlocked.Increment(ref _next) & int.MaxValue) % routees.Length];
}

/// <summary>A pool whose routees take turns.</summary>
public sealed class RoundRobinPool : Pool
{
    public RoundRobinPool(Config config)
        : base(config)
    {
    }

    public RoundRobinPool(int nrOfInstances)
        : base(nrOfInstances)
    {
    }

    public RoundRobinPool(int nrOfInstances, Resizer resizer)
        : this(nrOfInstances, resizer, DefaultSupervisorStrategy, Dispatchers.DefaultDispatcherId)
    {
    }

    public RoundRobinPool(
        int nrOfInstances, Resizer resizer, SupervisorStrategy supervisorStrategy, string routerDispatcher, bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new RoundRobinRoutingLogic());

    public RoundRobinPool WithSupervisorStrategy(SupervisorStrategy strategy) => Copy(Resizer, strategy, RouterDispatcher);

    public RoundRobinPool WithResizer(Resizer resizer) => Copy(resizer, SupervisorStrategy, RouterDispatcher);

    public RoundRobinPool WithDispatcher(string dispatcher) => Copy(Resizer, SupervisorStrategy, dispatcher);

    private protected override RoundRobinPool Copy(Resizer resizer, SupervisorStrategy strategy, string dispatcher) =>
        new(NrOfInstances, resizer, strategy, dispatcher, UsePoolDispatcher);
}

/// <summary>A group whose routees take turns.</summary>
public sealed class RoundRobinGroup : Group
{
    public RoundRobinGroup(Config config)
        : base(config)
    {
    }

    public RoundRobinGroup(params string[] paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public RoundRobinGroup(IEnumerable<string> paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public RoundRobinGroup(IEnumerable<string> paths, string routerDispatcher)
        : base(paths, routerDispatcher)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new RoundRobinRoutingLogic());

    public Group WithDispatcher(string dispatcherId) => new RoundRobinGroup(InternalPaths, dispatcherId);
}
