using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// Time that stands still until a test moves it. What falls due then runs on the test's thread, in order of time; what repeats runs
/// once for each move, however far it went.
/// </summary>
public class TestScheduler : IScheduler, IAdvancedScheduler
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Entry, (DateTimeOffset Due, long Order)> _entries = new();
    private DateTimeOffset _now = DateTimeOffset.UtcNow;
    private long _scheduled;

    /// <summary>Starts at the present time. Neither argument is used: this is the constructor of every scheduler.</summary>
    public TestScheduler(Config schedulerConfig, ILoggingAdapter log)
    {
        ArgumentNullException.ThrowIfNull(schedulerConfig);
        ArgumentNullException.ThrowIfNull(log);
    }

    public IAdvancedScheduler Advanced => this;

    public DateTimeOffset Now => TimeNow;

    public TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    public TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(0);

    protected DateTimeOffset TimeNow
    {
        get
        {
            lock (_lock) return _now;
        }
    }

    /// <summary>Moves the time on and runs what is due by then.</summary>
    public void Advance(TimeSpan offset)
    {
        foreach (var entry in TakeDue(offset))
        {
            if (entry.Cancelable is { IsCancellationRequested: true }) continue;
            entry.Run();
            if (entry.Interval is { } interval) Schedule(interval, entry);
        }
    }

    /// <summary>Moves the time on to a moment and runs what is due by then.</summary>
    /// <exception cref="InvalidOperationException">That time is over.</exception>
    public void AdvanceTo(DateTimeOffset when)
    {
        if (when < Now) throw new InvalidOperationException("You can't reverse time...");
        Advance(when - Now);
    }

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(delay, new Entry(() => receiver.Tell(message, sender), null, cancelable));

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(initialDelay, new Entry(() => receiver.Tell(message, sender), interval, cancelable));

    public void ScheduleOnce(TimeSpan delay, Action action) => ScheduleOnce(delay, action, null);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Schedule(delay, new Entry(action, null, cancelable));

    public void ScheduleOnce(TimeSpan delay, IRunnable action) => ScheduleOnce(delay, action.Run, null);

    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => ScheduleOnce(delay, action.Run, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ScheduleRepeatedly(initialDelay, interval, action, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Schedule(initialDelay, new Entry(action, interval, cancelable));

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        ScheduleRepeatedly(initialDelay, interval, action.Run, cancelable);

    private void Schedule(TimeSpan delay, Entry entry)
    {
        lock (_lock) _entries.Enqueue(entry, (_now + delay, _scheduled++));
    }

    private List<Entry> TakeDue(TimeSpan offset)
    {
        var due = new List<Entry>();
        lock (_lock)
        {
            _now += offset;
            while (_entries.TryPeek(out var entry, out var at) && at.Due <= _now)
            {
                due.Add(entry);
                _entries.Dequeue();
            }
        }

        return due;
    }

    private sealed record Entry(Action Run, TimeSpan? Interval, ICancelable Cancelable);
}
