using System.Diagnostics;
using Akka.Actor.Scheduling;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// One thread turns a wheel of buckets, a bucket a tick; what is scheduled hangs in the bucket of its tick. Scheduling and
/// taking back cost the same whatever else is scheduled. With nothing scheduled the thread sleeps.
/// </summary>
public sealed class HashedWheelTimerScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private readonly TimerWheel _wheel;

    public HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log)
    {
        var tick = scheduler.GetTimeSpan("akka.scheduler.tick-duration", TimeSpan.FromMilliseconds(10));
        var buckets = scheduler.GetInt("akka.scheduler.ticks-per-wheel", 512);
        if (tick < TimeSpan.FromMilliseconds(1) || buckets < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(scheduler), $"akka.scheduler: tick-duration must be at least 1ms and ticks-per-wheel at least 1; they are {tick} and {buckets}");
        }

        _wheel = new TimerWheel(tick, buckets, log);
    }

    public override TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    public override TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(0);

    protected override DateTimeOffset TimeNow => DateTimeOffset.Now;

    public void Dispose() => _wheel.Dispose();

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        _wheel.Add(new TellEntry(receiver, message, sender, cancelable), delay, TimeSpan.Zero);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        _wheel.Add(new TellEntry(receiver, message, sender, cancelable), initialDelay, interval);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        _wheel.Add(new ActionEntry(action, cancelable), delay, TimeSpan.Zero);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        _wheel.Add(new ActionEntry(action, cancelable), initialDelay, interval);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        InternalScheduleOnce(delay, action.Run, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        InternalScheduleRepeatedly(initialDelay, interval, action.Run, cancelable);
}
