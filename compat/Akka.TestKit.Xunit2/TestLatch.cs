using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>Holds waiting threads back until it was counted down.</summary>
public class TestLatch
{
    private readonly CountdownEvent _latch;
    private readonly Func<TimeSpan, TimeSpan> _dilate;
    private readonly TimeSpan _defaultTimeout;

    public TestLatch() : this(1) { }

    public TestLatch(int count) : this(count, TimeSpan.FromSeconds(5)) { }

    public TestLatch(int count, TimeSpan defaultTimeout) : this(static duration => duration, defaultTimeout, count) { }

    protected internal TestLatch(Func<TimeSpan, TimeSpan> dilate, TimeSpan defaultTimeout, int count)
    {
        _latch = new CountdownEvent(count);
        _dilate = dilate;
        _defaultTimeout = defaultTimeout;
    }

    public bool IsOpen => _latch.CurrentCount == 0;

    /// <summary>Counts down by one.</summary>
    /// <exception cref="InvalidOperationException">The latch is open already.</exception>
    public void CountDown() => _latch.Signal();

    public void Open()
    {
        while (!IsOpen) CountDown();
    }

    public void Reset() => _latch.Reset();

    /// <summary>Waits until the latch is open.</summary>
    /// <exception cref="TimeoutException">The latch did not open in time.</exception>
    public void Ready(TimeSpan timeout)
    {
        timeout.EnsureIsPositiveFinite(nameof(timeout));
        if (!_latch.Wait(_dilate(timeout))) throw new TimeoutException($"Timeout of {timeout}");
    }

    public void Ready() => Ready(_defaultTimeout);
}
