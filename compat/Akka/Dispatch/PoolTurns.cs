namespace Akka.Dispatch;

/// <summary>
/// How mailboxes take turns on the threads of the process's pool. What an actor causes is run next on the same thread,
/// without a word to the pool: it is in the cache, and no other thread need be woken. As long as it waits there, others
/// may take it: the watch hands it to the pool when the actor before it takes its time.
/// </summary>
internal sealed class PoolTurns
{
    private const int TurnsWhileOthersWait = 8;
    private const int TurnsBetweenLooksAtTheClock = 16;

    [ThreadStatic]
    private static PoolTurns _ofThread;

    // Runs that are in the pool's queues and have not begun.
    private static int _waiting;

    private readonly Thread _thread = Thread.CurrentThread;
    private IRunnable _next;
    private bool _running;
    private int _turns;
    private int _turnsSeen;

    /// <summary>Whether the thread lives.</summary>
    public bool IsAlive => _thread.IsAlive;

    /// <summary>Runs something as soon as a thread can: this one, after what it runs now, or another.</summary>
    public static void Run(IRunnable run)
    {
        if (_ofThread is { _running: true, _next: null } here)
        {
            Volatile.Write(ref here._next, run);
            PoolWatch.Instance.Awake();
        }
        else
        {
            Queue(run, preferLocal: true);
        }
    }

    /// <summary>Runs something after what waits already.</summary>
    public static void RunBehindOthers(IRunnable run)
    {
        if (Volatile.Read(ref _waiting) == 0) Run(run);
        else Queue(run, preferLocal: false);
    }

    /// <summary>What the pool calls: runs one mailbox, and whatever is then to be run next on this thread.</summary>
    public static void Begin(IRunnable first)
    {
        Interlocked.Decrement(ref _waiting);
        var here = _ofThread ??= PoolWatch.Instance.Add(new PoolTurns());
        if (here._running) first.Run();
        else here.RunAll(first);
    }

    /// <summary>Hands what waits for this thread to the pool if it has waited since the last look; true while there is activity.</summary>
    public bool Relieve()
    {
        var turns = Volatile.Read(ref _turns);
        var active = turns != _turnsSeen;
        _turnsSeen = turns;
        if (Volatile.Read(ref _next) is null) return active;
        if (!active && Interlocked.Exchange(ref _next, null) is { } overdue) Queue(overdue, preferLocal: false);
        return true;
    }

    private static void Queue(IRunnable run, bool preferLocal)
    {
        Interlocked.Increment(ref _waiting);
        ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal);
    }

    private void RunAll(IRunnable first)
    {
        _running = true;
        try
        {
            var begun = Environment.TickCount64;
            var turns = 0;
            for (var run = first; run is not null; run = TakeNext())
            {
                run.Run();
                _turns++;
                if (++turns >= TurnsWhileOthersWait && HasToLeave(turns, begun)) return;
            }
        }
        finally
        {
            _running = false;
            if (TakeNext() is { } left) Queue(left, preferLocal: false);
        }
    }

    // The pool has other work than mailboxes: a thread goes back to it every few milliseconds.
    private static bool HasToLeave(int turns, long begun) =>
        Volatile.Read(ref _waiting) > 0 || (turns % TurnsBetweenLooksAtTheClock == 0 && Environment.TickCount64 != begun);

    private IRunnable TakeNext() => _next is null ? null : Interlocked.Exchange(ref _next, null);
}
