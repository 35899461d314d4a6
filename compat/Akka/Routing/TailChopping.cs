using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>One drawn at random, after each interval without an answer another; the first answer within the time is the sender's.</summary>
public sealed class TailChopping(IScheduler scheduler, TimeSpan within, TimeSpan interval) : RoutingLogic
{
    public override Routee Select(object message, Routee[] routees)
    {
        if (routees.Length == 0) return Routee.NoRoutee;
        Routee[] order = [.. routees];
        System.Random.Shared.Shuffle(order);
        return new OneAfterAnother(order, scheduler, within, interval);
    }

    private sealed class OneAfterAnother(Routee[] order, IScheduler scheduler, TimeSpan within, TimeSpan interval) : Routee
    {
        public override void Send(object message, IActorRef sender) => _ = Ask(message, within).PipeTo(sender);

        public override async Task<object> Ask(object message, TimeSpan? timeout)
        {
            var answer = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var ends = new Cancelable(scheduler.Advanced);
            var next = -1;
            scheduler.Advanced.ScheduleRepeatedly(TimeSpan.Zero, interval, AskNext, ends);
            scheduler.Advanced.ScheduleOnce(within, TimeOut, ends);
            try
            {
                return await answer.Task.ConfigureAwait(false);
            }
            finally
            {
                ends.Cancel();
            }

            void AskNext()
            {
                var at = Interlocked.Increment(ref next);
                if (at < order.Length) _ = Forward(order[at]);
            }

            void TimeOut() => answer.TrySetException(new AskTimeoutException($"Ask timed out on {Self()} after {within}"));

            async Task Forward(Routee routee)
            {
                try
                {
                    answer.TrySetResult(await routee.Ask(message, within).ConfigureAwait(false));
                }
                catch (AskTimeoutException)
                {
                    // whoever answers later is too late as well
                }
                catch (Exception e)
                {
                    answer.TrySetException(e);
                }
            }
        }

        private string Self() => string.Join(", ", order.OfType<ActorRefRoutee>().Select(routee => routee.Actor));
    }
}

/// <summary>A pool that asks one routee and, for want of an answer, another.</summary>
public sealed class TailChoppingPool : Pool
{
    public TailChoppingPool(Config config)
        : base(config)
    {
        Within = config.GetTimeSpan("within");
        Interval = config.GetTimeSpan("tail-chopping-router.interval");
    }

    public TailChoppingPool(int nrOfInstances, TimeSpan within, TimeSpan interval)
        : base(nrOfInstances)
    {
        Within = within;
        Interval = interval;
    }

    public TailChoppingPool(
        int nrOfInstances,
        Resizer resizer,
        SupervisorStrategy supervisorStrategy,
        string routerDispatcher,
        TimeSpan within,
        TimeSpan interval,
        bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
        Within = within;
        Interval = interval;
    }

    public TimeSpan Within { get; }

    public TimeSpan Interval { get; }

    public override Router CreateRouter(ActorSystem system) => new(new TailChopping(system.Scheduler, Within, Interval));

    public TailChoppingPool WithSupervisorStrategy(SupervisorStrategy strategy) => Copy(Resizer, strategy, RouterDispatcher);

    public TailChoppingPool WithResizer(Resizer resizer) => Copy(resizer, SupervisorStrategy, RouterDispatcher);

    public TailChoppingPool WithDispatcher(string dispatcher) => Copy(Resizer, SupervisorStrategy, dispatcher);

    private protected override TailChoppingPool Copy(Resizer resizer, SupervisorStrategy strategy, string dispatcher) =>
        new(NrOfInstances, resizer, strategy, dispatcher, Within, Interval, UsePoolDispatcher);
}

/// <summary>A group that asks one routee and, for want of an answer, another.</summary>
public sealed class TailChoppingGroup : Group
{
    public TailChoppingGroup(Config config)
        : base(config)
    {
        Within = config.GetTimeSpan("within");
        Interval = config.GetTimeSpan("tail-chopping-router.interval");
    }

    public TailChoppingGroup(IEnumerable<string> routeePaths, TimeSpan within, TimeSpan interval)
        : this(routeePaths, within, interval, Dispatchers.DefaultDispatcherId)
    {
    }

    public TailChoppingGroup(IEnumerable<string> routeePaths, TimeSpan within, TimeSpan interval, string routerDispatcher)
        : base(routeePaths, routerDispatcher)
    {
        Within = within;
        Interval = interval;
    }

    public TimeSpan Within { get; }

    public TimeSpan Interval { get; }

    public override Router CreateRouter(ActorSystem system) => new(new TailChopping(system.Scheduler, Within, Interval));

    public TailChoppingGroup WithDispatcher(string dispatcher) => new(InternalPaths, Within, Interval, dispatcher);
}
