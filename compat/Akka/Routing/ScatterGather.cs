using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>All of them; the first answer within the time is the sender's, or an <see cref="AskTimeoutException"/> in a failure.</summary>
public sealed class ScatterGatherFirstCompletedRoutingLogic(TimeSpan within) : RoutingLogic
{
    public override Routee Select(object message, Routee[] routees) =>
        routees.Length == 0 ? Routee.NoRoutee : new FirstOf(routees, within);

    private sealed class FirstOf(Routee[] routees, TimeSpan within) : Routee
    {
        public override void Send(object message, IActorRef sender) => _ = Ask(message, within).PipeTo(sender);

        public override async Task<object> Ask(object message, TimeSpan? timeout)
        {
            var answers = routees.Select(routee => routee.Ask(message, timeout)).ToList();
            while (answers.Count > 1)
            {
                var first = await Task.WhenAny(answers).ConfigureAwait(false);
                if (first.IsCompletedSuccessfully) return await first.ConfigureAwait(false);
                answers.Remove(first);
            }

            return await answers[0].ConfigureAwait(false);
        }
    }
}

/// <summary>A pool that asks every routee and answers with what comes first.</summary>
public sealed class ScatterGatherFirstCompletedPool : Pool
{
    public ScatterGatherFirstCompletedPool(Config config)
        : base(config) => Within = config.GetTimeSpan("within");

    public ScatterGatherFirstCompletedPool(int nrOfInstances)
        : base(nrOfInstances)
    {
    }

    public ScatterGatherFirstCompletedPool(int nrOfInstances, TimeSpan within)
        : base(nrOfInstances) => Within = within;

    public ScatterGatherFirstCompletedPool(
        int nrOfInstances,
        Resizer resizer,
        TimeSpan within,
        SupervisorStrategy supervisorStrategy,
        string routerDispatcher,
        bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher) => Within = within;

    public TimeSpan Within { get; }

    public override Router CreateRouter(ActorSystem system) => new(new ScatterGatherFirstCompletedRoutingLogic(Within));

    public ScatterGatherFirstCompletedPool WithSupervisorStrategy(SupervisorStrategy strategy) => Copy(Resizer, strategy, RouterDispatcher);

    public ScatterGatherFirstCompletedPool WithResizer(Resizer resizer) => Copy(resizer, SupervisorStrategy, RouterDispatcher);

    public ScatterGatherFirstCompletedPool WithDispatcher(string dispatcher) => Copy(Resizer, SupervisorStrategy, dispatcher);

    private protected override ScatterGatherFirstCompletedPool Copy(Resizer resizer, SupervisorStrategy strategy, string dispatcher) =>
        new(NrOfInstances, resizer, Within, strategy, dispatcher, UsePoolDispatcher);
}

/// <summary>A group that asks every routee and answers with what comes first.</summary>
public sealed class ScatterGatherFirstCompletedGroup : Group
{
    public ScatterGatherFirstCompletedGroup(Config config)
        : base(config) => Within = config.GetTimeSpan("within");

    public ScatterGatherFirstCompletedGroup(TimeSpan within, params string[] paths)
        : this(paths, within)
    {
    }

    public ScatterGatherFirstCompletedGroup(IEnumerable<string> paths, TimeSpan within)
        : this(paths, within, Dispatchers.DefaultDispatcherId)
    {
    }

    public ScatterGatherFirstCompletedGroup(IEnumerable<string> paths, TimeSpan within, string routerDispatcher)
        : base(paths, routerDispatcher) => Within = within;

    public TimeSpan Within { get; }

    public override Router CreateRouter(ActorSystem system) => new(new ScatterGatherFirstCompletedRoutingLogic(Within));

    public ScatterGatherFirstCompletedGroup WithDispatcher(string dispatcher) => new(InternalPaths, Within, dispatcher);
}
