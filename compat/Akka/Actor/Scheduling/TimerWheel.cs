using System.Diagnostics;
using Akka.Event;

namespace Akka.Actor.Scheduling;

/// <summary>Something that is due at a tick; a node in its bucket's list.</summary>
internal abstract class TimerEntry(ICancelable cancelable)
{
    private CancellationTokenRegistration _registration;

    public TimerEntry Previous { get; set; }

    public TimerEntry Next { get; set; }

    public TimerBucket Bucket { get; set; }

    public long DueTick { get; set; }

    public TimeSpan Interval { get; set; }

    public bool IsCancelled => cancelable is { IsCancellationRequested: true };

    public abstract void Fire();

    /// <summary>Takes the entry out of the wheel as soon as it is called off, so that nothing is kept for long.</summary>
    public void LeaveWheelWhenCancelled(TimerWheel wheel)
    {
        if (cancelable is null) return;
        _registration = cancelable.Token.UnsafeRegister(
            static state =>
            {
                var (wheel, entry) = ((TimerWheel, TimerEntry))state;
                wheel.Remove(entry);
            },
            (wheel, this));
    }

    public void Forget() => _registration.Unregister();
}

internal sealed class TellEntry(ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) : TimerEntry(cancelable)
{
    public override void Fire() => receiver.Tell(message, sender);
}

internal sealed class ActionEntry(Action action, ICancelable cancelable) : TimerEntry(cancelable)
{
    public override void Fire() => action();
}

/// <summary>The entries of the ticks that share a place on the wheel.</summary>
internal sealed class TimerBucket
{
    private TimerEntry _first;

    public void Add(TimerEntry entry)
    {
        entry.Bucket = this;
        entry.Previous = null;
        entry.Next = _first;
        if (_first is not null) _first.Previous = entry;
        _first = entry;
    }

    public void Remove(TimerEntry entry)
    {
        if (entry.Previous is null) _first = entry.Next;
        else entry.Previous.Next = entry.Next;
        if (entry.Next is not null) entry.Next.Previous = entry.Previous;
        entry.Previous = entry.Next = null;
        entry.Bucket = null;
    }

    public void TakeDue(long tick, List<TimerEntry> due)
    {
        for (var entry = _first; entry is not null;)
        {
            var next = entry.Next;
            if (entry.DueTick <= tick)
            {
                Remove(entry);
                due.Add(entry);
            }

            entry = next;
        }
    }
}

/// <summary>The wheel and the thread that turns it. The lock guards the lists only; what is due fires outside of it.</summary>
internal sealed class TimerWheel : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _somethingScheduled = new(initialState: false);
    private readonly TimerBucket[] _buckets;
    private readonly TimeSpan _tick;
    private readonly ILoggingAdapter _log;
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _nextTick;
    private int _count;
    private Thread _thread;
    private volatile bool _disposed;

    public TimerWheel(TimeSpan tick, int buckets, ILoggingAdapter log)
    {
        _tick = tick;
        _log = log;
        _buckets = new TimerBucket[buckets];
        for (var i = 0; i < buckets; i++) _buckets[i] = new TimerBucket();
    }

    public void Add(TimerEntry entry, TimeSpan delay, TimeSpan interval)
    {
        if (_disposed) throw new SchedulerException("cannot enqueue after timer shutdown");
        if (entry.IsCancelled) return;
        entry.Interval = interval;
        Hang(entry, delay);
        entry.LeaveWheelWhenCancelled(this);
    }

    public void Remove(TimerEntry entry)
    {
        lock (_lock)
        {
            if (entry.Bucket is not { } bucket) return;
            bucket.Remove(entry);
            if (--_count == 0) _somethingScheduled.Reset();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _somethingScheduled.Set();
        if (_thread is { } thread && thread != Thread.CurrentThread) thread.Join(TimeSpan.FromSeconds(1));
    }

    private void Hang(TimerEntry entry, TimeSpan delay)
    {
        lock (_lock)
        {
            var elapsed = Stopwatch.GetElapsedTime(_started);
            var due = (elapsed + delay).Ticks;
            if (_count == 0) _nextTick = Math.Max(_nextTick, elapsed.Ticks / _tick.Ticks);

            // Never early: the first tick that begins when the delay is over.
            entry.DueTick = Math.Max(_nextTick, (due + _tick.Ticks - 1) / _tick.Ticks);
            _buckets[entry.DueTick % _buckets.Length].Add(entry);
            if (++_count == 1) _somethingScheduled.Set();
            if (_thread is null) StartThread();
        }
    }

    private void StartThread()
    {
        _thread = new Thread(Turn) { IsBackground = true, Name = "akka.scheduler" };
        _thread.Start();
    }

    private void Turn()
    {
        var due = new List<TimerEntry>();
        while (!_disposed)
        {
            _somethingScheduled.Wait();
            if (_disposed) break;
            WaitForTick(Volatile.Read(ref _nextTick));
            lock (_lock)
            {
                var now = Stopwatch.GetElapsedTime(_started).Ticks / _tick.Ticks;
                for (; _nextTick <= now && _count > due.Count; _nextTick++) _buckets[_nextTick % _buckets.Length].TakeDue(_nextTick, due);
                _count -= due.Count;
                if (_count == 0) _somethingScheduled.Reset();
            }

            foreach (var entry in due) Fire(entry);
            due.Clear();
        }
    }

    private void WaitForTick(long tick)
    {
        var wait = TimeSpan.FromTicks(tick * _tick.Ticks) - Stopwatch.GetElapsedTime(_started);
        if (wait > TimeSpan.Zero) Thread.Sleep((int)Math.Ceiling(wait.TotalMilliseconds));
    }

    private void Fire(TimerEntry entry)
    {
        if (entry.IsCancelled) return;
        if (entry.Interval > TimeSpan.Zero)
        {
            if (!_disposed) Hang(entry, entry.Interval);
            if (entry.IsCancelled) Remove(entry);
        }
        else
        {
            entry.Forget();
        }

        try
        {
            entry.Fire();
        }
        catch (Exception e)
        {
            _log.Error(e, "Error while executing scheduled task");
        }
    }
}
