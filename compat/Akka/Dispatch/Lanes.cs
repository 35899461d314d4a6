using System.Collections.Concurrent;

namespace Akka.Dispatch;

/// <summary>
/// The lanes of the process's thread pool, as many as processors, and the queue of what any of them may run. Few actors
/// that talk to each other share a lane; as soon as more wait, they are spread, and line up fairly in the common queue.
/// </summary>
internal sealed class Lanes
{
    private readonly ConcurrentQueue<IRunnable> _shared = new();
    private readonly Lane[] _lanes = new Lane[Environment.ProcessorCount];
    private readonly LaneWatch _watch;

    private Lanes()
    {
        for (var i = 0; i < _lanes.Length; i++) _lanes[i] = new Lane(this);
        _watch = new LaneWatch(this);
    }

    public static Lanes Instance { get; } = new();

    public bool HasShared => !_shared.IsEmpty;

    /// <summary>Runs something as soon as a thread can: this one, after what it runs now, or another.</summary>
    public void Run(IRunnable run)
    {
        if (Lane.OfThread is { } lane && lane.TryAdd(run)) _watch.Awake();
        else Share(run);
    }

    /// <summary>Runs something after what waits already.</summary>
    public void RunBehindOthers(IRunnable run)
    {
        if (HasShared) Share(run);
        else Run(run);
    }

    /// <summary>Lets any lane run something.</summary>
    public void Share(IRunnable run)
    {
        _shared.Enqueue(run);

        // A lane that goes to rest either sees what was added, or is seen to be idle.
        Interlocked.MemoryBarrier();
        foreach (var lane in _lanes)
        {
            if (lane.TryStart()) return;
        }

        _watch.Awake();
    }

    public IRunnable TakeShared() => _shared.TryDequeue(out var run) ? run : null;

    /// <summary>Evens out what waits, and replaces lanes whose turn takes long; true while there is activity. For the watch.</summary>
    public bool LookAfter()
    {
        var least = int.MaxValue;
        foreach (var lane in _lanes) least = Math.Min(least, lane.Load);
        var active = false;
        for (var i = 0; i < _lanes.Length; i++) active |= LookAfter(i, least);
        return active;
    }

    private bool LookAfter(int at, int least)
    {
        var lane = _lanes[at];
        var moved = lane.HasMovedOn();
        var load = lane.Load;
        if (load == 0 || (load == 1 && !HasShared)) return moved;
        if (moved) lane.Share((load - least) / 2);
        else Relieve(at, lane);
        return true;
    }

    private void Relieve(int at, Lane busy)
    {
        if (busy.TryReplace())
        {
            _lanes[at] = new Lane(this);

            // Whatever its thread adds to the lane from now on, it shares at once.
            Interlocked.MemoryBarrierProcessWide();
        }

        busy.Share(int.MaxValue);
        _lanes[at].TryStart();
    }
}
