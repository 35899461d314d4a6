using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Util;

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

    public override int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    public TailChoppingPool WithSupervisorStrategy(SupervisorStrategy strategy) => Copy(Resizer, strategy, RouterDispatcher);

    public TailChoppingPool WithResizer(Resizer resizer) => Copy(resizer, SupervisorStrategy, RouterDispatcher);

    public TailChoppingPool WithDispatcher(string dispatcher) => Copy(Resizer, SupervisorStrategy, dispatcher);

    public override RouterConfig WithFallback(RouterConfig routerConfig) => OverrideUnset(routerConfig, Copy);

    public override ISurrogate ToSurrogate(ActorSystem system) => new TailChoppingPoolSurrogate
    {
        Interval = Interval,
        Within = Within,
        NrOfInstances = NrOfInstances,
        UsePoolDispatcher = UsePoolDispatcher,
        Resizer = Resizer,
        SupervisorStrategy = SupervisorStrategy,
        RouterDispatcher = RouterDispatcher,
    };

    private TailChoppingPool Copy(Resizer resizer, SupervisorStrategy strategy, string dispatcher) =>
        new(NrOfInstances, resizer, strategy, dispatcher, Within, Interval, UsePoolDispatcher);

    public class TailChoppingPoolSurrogate : ISurrogate
    {
        public TimeSpan Interval { get; set; }

        public TimeSpan Within { get; set; }

        public int NrOfInstances { get; set; }

        public bool UsePoolDispatcher { get; set; }

        public Resizer Resizer { get; set; }

        public SupervisorStrategy SupervisorStrategy { get; set; }

        public string RouterDispatcher { get; set; }

        public ISurrogated FromSurrogate(ActorSystem system) => new TailChoppingPool(
            NrOfInstances, Resizer, SupervisorStrategy, RouterDispatcher, Within, Interval, UsePoolDispatcher);
    }
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

    public override IEnumerable<string> GetPaths(ActorSystem system) => InternalPaths;

    public override Router CreateRouter(ActorSystem system) => new(new TailChopping(system.Scheduler, Within, Interval));

    public TailChoppingGroup WithDispatcher(string dispatcher) => new(InternalPaths, Within, Interval, dispatcher);

    public override ISurrogate ToSurrogate(ActorSystem system) => new TailChoppingGroupSurrogate
    {
        Paths = InternalPaths,
        Within = Within,
        Interval = Interval,
        RouterDispatcher = RouterDispatcher,
    };

    public class TailChoppingGroupSurrogate : ISurrogate
    {
        public IEnumerable<string> Paths { get; set; }

        public TimeSpan Within { get; set; }

        public TimeSpan Interval { get; set; }

        public string RouterDispatcher { get; set; }

        public ISurrogated FromSurrogate(ActorSystem system) => new TailChoppingGroup(Paths, Within, Interval, RouterDispatcher);
    }
}
