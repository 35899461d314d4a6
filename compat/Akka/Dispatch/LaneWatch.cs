namespace Akka.Dispatch;

/// <summary>
/// Sees to it that nothing waits long in a busy lane while another could run it. It looks every millisecond while actors
/// run, and sleeps while none do.
/// </summary>
internal sealed class LaneWatch
{
    private const int QuietLooksBeforeSleep = 50;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(1);

    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Lanes _lanes;
    private bool _awake;

    public LaneWatch(Lanes lanes)
    {
        _lanes = lanes;
        new Thread(Watch) { IsBackground = true, Name = "akka-lane-watch" }.Start();
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
            for (var quiet = 0; quiet < QuietLooksBeforeSleep; quiet = _lanes.LookAfter() ? 0 : quiet + 1) Thread.Sleep(BetweenLooks);
            Volatile.Write(ref _awake, false);

            // Whoever let something wait before this saw the watch awake: it must be found now.
            Interlocked.MemoryBarrierProcessWide();
            if (_lanes.LookAfter()) Awake();
        }
    }
}
