using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>The one with the least to do.</summary>
public sealed class SmallestMailboxRoutingLogic(int next) : RoutingLogic
{
    // Of routees with as much to do, not always the first.
    private int _next = next;

    public SmallestMailboxRoutingLogic()
        : this(0)
    {
    }

    public override Routee Select(object message, Routee[] routees)
    {
        var best = Routee.NoRoutee;
        var least = int.MaxValue;
        var first = Interlocked.Increment(ref _next) & int.MaxValue;
        for (var i = 0; i < routees.Length && least > 0; i++)
        {
            var routee = routees[(first + i) % routees.Length];
            var load = Load(routee);
            if (best != Routee.NoRoutee && load >= least) continue;
            (best, least) = (routee, load);
        }

        return best;
    }

    /// <summary>Messages waiting and being processed; a routee that cannot be looked into comes after all others.</summary>
    private static int Load(Routee routee)
    {
        if (routee is not ActorRefRoutee { Actor: LocalActorRef { Cell: var cell } } || cell.IsTerminated) return int.MaxValue;
        return cell.NumberOfMessages + (cell.CurrentMessage is null ? 0 : 1);
    }
}

/// <summary>A pool that sends each message to the routee with the fewest messages in its mailbox.</summary>
public sealed class SmallestMailboxPool : Pool
{
    public SmallestMailboxPool(Config config)
        : base(config)
    {
    }

    public SmallestMailboxPool(int nrOfInstances)
        : base(nrOfInstances)
    {
    }

    public SmallestMailboxPool(
        int nrOfInstances, Resizer resizer, SupervisorStrategy supervisorStrategy, string routerDispatcher, bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new SmallestMailboxRoutingLogic());

    public SmallestMailboxPool WithSupervisorStrategy(SupervisorStrategy strategy) => Copy(Resizer, strategy, RouterDispatcher);

    public SmallestMailboxPool WithResizer(Resizer resizer) => Copy(resizer, SupervisorStrategy, RouterDispatcher);

    public SmallestMailboxPool WithDispatcher(string dispatcher) => Copy(Resizer, SupervisorStrategy, dispatcher);

    private protected override SmallestMailboxPool Copy(Resizer resizer, SupervisorStrategy strategy, string dispatcher) =>
        new(NrOfInstances, resizer, strategy, dispatcher, UsePoolDispatcher);
}
