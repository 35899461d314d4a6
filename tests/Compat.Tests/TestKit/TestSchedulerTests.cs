using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Configs;

namespace FedPrune.Compat.Tests.TestKit;

public sealed class TestSchedulerTests() : Akka.TestKit.Xunit2.TestKit(TestConfigs.TestSchedulerConfig.WithFallback(ShortTimes.Settings))
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Time_moves_only_when_told()
    {
        var start = Scheduler.Now;
        Assert.Equal(start, Scheduler.Now);
        Scheduler.Advance(s_second);
        Assert.Equal(start + s_second, Scheduler.Now);
        Scheduler.AdvanceTo(start + 3 * s_second);
        Assert.Equal(start + 3 * s_second, Scheduler.Now);
        Assert.Throws<InvalidOperationException>(() => Scheduler.AdvanceTo(start));
    }

    [Fact]
    public void A_message_arrives_when_its_time_has_come()
    {
        Scheduler.ScheduleTellOnce(s_second, TestActor, "x", ActorRefs.NoSender);
        Scheduler.Advance(s_second - TimeSpan.FromTicks(1));
        Assert.False(HasMessages);
        Scheduler.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("x", ReceiveOne(TimeSpan.Zero));
    }

    [Fact]
    public void A_message_without_delay_waits_for_the_next_move()
    {
        Scheduler.ScheduleTellOnce(TimeSpan.Zero, TestActor, "x", ActorRefs.NoSender);
        Assert.False(HasMessages);
        Scheduler.Advance(TimeSpan.Zero);
        Assert.Equal("x", ReceiveOne(TimeSpan.Zero));
    }

    [Fact]
    public void Messages_arrive_in_the_order_of_their_times()
    {
        Scheduler.ScheduleTellOnce(2 * s_second, TestActor, "late", ActorRefs.NoSender);
        Scheduler.ScheduleTellOnce(s_second, TestActor, "early", ActorRefs.NoSender);
        Scheduler.Advance(2 * s_second);
        Assert.Equal(["early", "late"], ReceiveN(2).Cast<string>());
    }

    [Fact]
    public void What_repeats_comes_once_a_move_and_then_an_interval_later()
    {
        Scheduler.ScheduleTellRepeatedly(s_second, s_second, TestActor, "tick", ActorRefs.NoSender);
        Scheduler.Advance(3 * s_second);
        Assert.Equal(1, Ticks());
        Scheduler.Advance(s_second / 2);
        Assert.Equal(0, Ticks());
        Scheduler.Advance(s_second / 2);
        Assert.Equal(1, Ticks());
    }

    [Fact]
    public void What_is_called_off_does_not_come()
    {
        var once = Scheduler.ScheduleTellOnceCancelable(s_second, TestActor, "x", ActorRefs.NoSender);
        var repeated = Scheduler.ScheduleTellRepeatedlyCancelable(s_second, s_second, TestActor, "tick", ActorRefs.NoSender);
        once.Cancel();
        Scheduler.Advance(s_second);
        Assert.Equal(1, Ticks());
        repeated.Cancel();
        Scheduler.Advance(s_second);
        Assert.Equal(0, Ticks());
    }

    [Fact]
    public void What_is_scheduled_during_a_move_waits_for_the_next()
    {
        Scheduler.Advanced.ScheduleOnce(
            s_second, () => Scheduler.ScheduleTellOnce(s_second, TestActor, "nested", ActorRefs.NoSender));
        Scheduler.Advance(5 * s_second);
        Assert.Equal(0, Ticks());
        Scheduler.Advance(s_second);
        Assert.Equal(1, Ticks());
    }

    [Fact]
    public void What_an_action_throws_comes_out_of_the_move()
    {
        Scheduler.ScheduleOnce(s_second, () => throw new InvalidTimeZoneException());
        Assert.Throws<InvalidTimeZoneException>(() => Scheduler.Advance(s_second));
    }

    [Fact]
    public void The_timers_of_an_actor_follow_it()
    {
        var actor = ActorOfAsTestActorRef<Timed>(Props.Create(() => new Timed(TestActor)));
        Assert.True(actor.UnderlyingActor.Timers.IsTimerActive("once"));
        Scheduler.Advance(s_second);
        ExpectMsg("due");
        Scheduler.Advance(s_second);
        ExpectNoMsg();
    }

    private int Ticks()
    {
        var count = 0;
        while (ReceiveOne(TimeSpan.Zero) is not null) count++;
        return count;
    }

    private sealed class Timed : ReceiveActor, IWithTimers
    {
        private readonly IActorRef _target;

        public Timed(IActorRef target)
        {
            _target = target;
            ReceiveAny(_target.Tell);
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartSingleTimer("once", "due", s_second);
    }
}
