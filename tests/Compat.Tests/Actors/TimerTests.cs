using Akka.Actor;

namespace FedPrune.Compat.Tests.Actors;

public sealed class TimerTests : ActorTest
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_single_timer_fires_once()
    {
        var (probe, actor) = Timed();
        actor.Tell(new Do(timers => timers.StartSingleTimer("key", "fired", Short)));
        await probe.Expect("fired");
        actor.Tell(new Do(timers => probe.Ref.Tell(timers.IsTimerActive("key"))));
        await probe.Expect(false);
    }

    [Fact]
    public async Task A_periodic_timer_fires_until_it_is_cancelled()
    {
        var (probe, actor) = Timed();
        actor.Tell(new Do(timers => timers.StartPeriodicTimer("key", "tick", Short)));
        for (var i = 0; i < 3; i++) await probe.Expect("tick");
        actor.Tell(new Do(timers =>
        {
            timers.Cancel("key");
            probe.Ref.Tell(timers.IsTimerActive("key"));
        }));
        while (await probe.Next() is "tick")
        {
            // those that were on their way
        }
    }

    [Fact]
    public async Task A_new_timer_replaces_the_old_one_of_its_key()
    {
        var (probe, actor) = Timed();
        actor.Tell(new Do(timers =>
        {
            timers.StartSingleTimer("key", "old", TimeSpan.Zero);
            timers.StartSingleTimer("key", "new", Short);
        }));
        await probe.Expect("new");
    }

    [Fact]
    public async Task Timers_end_with_the_incarnation()
    {
        var (probe, actor) = Timed();
        actor.Tell(new Do(timers => timers.StartSingleTimer("key", "fired", Never)));
        actor.Tell(new InvalidOperationException());
        actor.Tell(new Do(timers => probe.Ref.Tell(timers.IsTimerActive("key"))));
        await probe.Expect(false);
    }

    [Fact]
    public async Task The_receive_timeout_comes_when_nothing_else_does()
    {
        var probe = NewProbe();
        System.ActorOf(Props.Create(() => new Waiting(probe.Ref)));
        await probe.Expect<ReceiveTimeout>();
    }

    [Fact]
    public async Task The_scheduler_tells_later_and_repeatedly_unless_cancelled()
    {
        var probe = NewProbe();
        var cancelled = System.Scheduler.ScheduleTellOnceCancelable(Short, probe.Ref, "never", ActorRefs.NoSender);
        cancelled.Cancel();
        var repeated = System.Scheduler.ScheduleTellRepeatedlyCancelable(Short, Short, probe.Ref, "tick", ActorRefs.NoSender);
        for (var i = 0; i < 3; i++) await probe.Expect("tick");
        repeated.Cancel();
        Assert.Throws<ArgumentOutOfRangeException>(
            () => System.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(-1), probe.Ref, "x", ActorRefs.NoSender));
    }

    [Fact]
    public async Task Nothing_is_told_before_its_time()
    {
        var probe = NewProbe();
        var before = Environment.TickCount64;
        System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(100), probe.Ref, "x", ActorRefs.NoSender);
        await probe.Expect("x");
        Assert.InRange(Environment.TickCount64 - before, 80, 5000);
    }

    private (Probe Probe, IActorRef Actor) Timed()
    {
        var probe = NewProbe();
        return (probe, System.ActorOf(Props.Create(() => new Timing(probe.Ref))));
    }

    private sealed record Do(Action<ITimerScheduler> Action);

    private sealed class Timing(IActorRef probe) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Do order: order.Action(Timers); break;
                case Exception e: throw e;
                default: probe.Tell(message); break;
            }
        }
    }

    private sealed class Waiting : UntypedActor
    {
        private readonly IActorRef _probe;

        public Waiting(IActorRef probe)
        {
            _probe = probe;
            SetReceiveTimeout(Short);
        }

        protected override void OnReceive(object message)
        {
            SetReceiveTimeout(null);
            _probe.Tell(message);
        }
    }
}
