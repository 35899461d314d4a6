namespace Akka.Dispatch;

/// <summary>
/// Sees to it that nothing waits long for a busy or blocked thread while another could run it. One thread for the
/// process, since there is one pool; it looks every millisecond while actors run, and sleeps while none do.
/// </summary>
internal sealed class PoolWatch
{
    private const int QuietLooksBeforeSleep = 50;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private PoolTurns[] _threads = [];
    private bool _awake;

    private PoolWatch() => new Thread(Watch) { IsBackground = true, Name = "akka-pool-watch" }.Start();

    public static PoolWatch Instance { get; } = new();

    public PoolTurns Add(PoolTurns thread)
    {
        lock (_lock) _threads = [.. _threads.Where(known => known.IsAlive), thread];
        return thread;
    }

    /// <summary>Called whenever something begins to wait for a thread.</summary>
    public void Awake()
    {
        if (Volatile.Read(ref _awake)) return;
        Volatile.Write(ref _awake, true);
        _wake.Set();
    }

    private void Watch()
    {
        while (true)
        {
            _wake.WaitOne();
            for (var quiet = 0; quiet < QuietLooksBeforeSleep; quiet = LookAtAll() ? 0 : quiet + 1) Thread.Sleep(BetweenLooks);
            Volatile.Write(ref _awake, false);

            // Whoever handed something over before this saw the watch awake: it must be found now.
            Interlocked.MemoryBarrierProcessWide();
            if (LookAtAll()) Awake();
        }
    }

    private bool LookAtAll()
    {
        var active = false;
        foreach (var thread in Volatile.Read(ref _threads)) active |= thread.Relieve();
        return active;
    }
}
