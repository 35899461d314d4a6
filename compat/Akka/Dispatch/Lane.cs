namespace Akka.Dispatch;

/// <summary>
/// A lane in which mailboxes take turns on a thread of the process's pool. What an actor causes is run next in the same
/// lane, without a word to the pool: it is in the cache, and no other thread need be woken.
/// </summary>
internal sealed class Lane(Lanes lanes) : IThreadPoolWorkItem
{
    private const int Idle = 0, Queued = 1, Running = 2, Replaced = 3;
    private const int TurnsInARow = 16, TurnsBetweenLooksAtTheClock = 16;

    [ThreadStatic]
    private static Lane _ofThread;

    private readonly LaneQueue _waiting = new();
    private int _state;
    private int _inARow;

    // One more at the beginning and at the end of each turn.
    private int _steps;
    private int _stepsSeen;

    /// <summary>The lane that runs on this thread, if one does.</summary>
    public static Lane OfThread => _ofThread;

    /// <summary>How many are in the lane, the one that runs included.</summary>
    public int Load => Volatile.Read(ref _state) is Idle ? 0 : _waiting.Count + 1;

    /// <summary>Has an idle lane run; false when it is not idle.</summary>
    public bool TryStart()
    {
        if (!TryTurn(Idle, Queued)) return false;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        return true;
    }

    /// <summary>What the pool calls: runs what waits, until nothing does or the pool has other work.</summary>
    public void Execute()
    {
        Volatile.Write(ref _state, Running);
        _ofThread = this;
        try
        {
            RunTurns();
        }
        finally
        {
            _ofThread = null;
        }
    }

    /// <summary>Has something run next, after what waits in the lane; false when there is no room. For the lane's own thread.</summary>
    public bool TryAdd(IRunnable run)
    {
        if (!_waiting.TryAdd(run)) return false;
        if (Volatile.Read(ref _state) == Replaced) Share(int.MaxValue);
        return true;
    }

    /// <summary>Gives so many of those that wait to all lanes.</summary>
    public void Share(int count)
    {
        while (count-- > 0 && _waiting.TryTake(out var run)) lanes.Share(run);
    }

    /// <summary>Whether a turn has begun or ended since this was last asked.</summary>
    public bool HasMovedOn()
    {
        var steps = Volatile.Read(ref _steps);
        var moved = steps != _stepsSeen;
        _stepsSeen = steps;
        return moved;
    }

    /// <summary>Has a running lane end after its turn, since another is to take its place; false when it is not running.</summary>
    public bool TryReplace() => TryTurn(Running, Replaced);

    private void RunTurns()
    {
        var begun = Environment.TickCount64;
        var clean = ExecutionContext.Capture()!;
        for (var turns = 1; ; turns++)
        {
            if (Next() is not { } run)
            {
                if (Rests()) return;
                continue;
            }

            Step();
            run.Run();
            Step();

            // What an actor put into its execution context is not for the next one.
            if (ExecutionContext.Capture() != clean) ExecutionContext.Restore(clean);
            if (turns % TurnsBetweenLooksAtTheClock == 0 && Environment.TickCount64 != begun)
            {
                begun = Environment.TickCount64;
                if (MakesRoom()) return;
            }

            if (Volatile.Read(ref _state) != Replaced) continue;
            Share(int.MaxValue);
            return;
        }
    }

    private void Step() => Volatile.Write(ref _steps, _steps + 1);

    // What waits for all lanes has its turn, too: then those of this lane line up behind it.
    private IRunnable Next()
    {
        if (++_inARow >= TurnsInARow)
        {
            _inARow = 0;
            if (lanes.HasShared) Share(int.MaxValue);
        }

        if (_waiting.TryTake(out var run)) return run;
        _inARow = 0;
        return lanes.TakeShared();
    }

    private bool Rests()
    {
        _waiting.Forget();

        // Who shares something after this finds the lane idle; what was shared before is seen here.
        return !TryTurn(Running, Idle) || !lanes.HasShared || !TryTurn(Idle, Running);
    }

    // The pool has other work than mailboxes: every few milliseconds a lane lines up behind it.
    private bool MakesRoom()
    {
        if (ThreadPool.PendingWorkItemCount == 0 || !TryTurn(Running, Queued)) return false;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    private bool TryTurn(int from, int to) =>
        Volatile.Read(ref _state) == from && Interlocked.CompareExchange(ref _state, to, from) == from;
}
