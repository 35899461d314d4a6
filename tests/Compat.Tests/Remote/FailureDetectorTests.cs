using Akka.Remote;

namespace FedPrune.Compat.Tests.Remote;

public sealed class FailureDetectorTests
{
    private long _now = 1_000;

    [Fact]
    public void A_sender_is_available_before_its_first_heartbeat()
    {
        var detector = Phi();

        Assert.True(detector.IsAvailable);
        Assert.False(detector.IsMonitoring);
    }

    [Fact]
    public void A_sender_that_beats_on_time_stays_available()
    {
        var detector = Phi();
        for (var i = 0; i < 100; i++)
        {
            detector.HeartBeat();
            _now += 1_000;
            Assert.True(detector.IsAvailable);
        }

        Assert.True(detector.IsMonitoring);
    }

    [Fact]
    public void A_sender_that_falls_silent_is_unavailable_after_the_acceptable_pause_and_available_again_when_it_beats()
    {
        var detector = Phi();
        Beat(detector, 50);
        _now += 3_900;
        Assert.True(detector.IsAvailable);

        _now += 1_500;
        Assert.False(detector.IsAvailable);

        detector.HeartBeat();
        Assert.True(detector.IsAvailable);
    }

    [Fact]
    public void The_more_regular_the_heartbeats_the_sooner_silence_tells()
    {
        Assert.True(SilenceUntilUnavailable(jitter: 0) < SilenceUntilUnavailable(jitter: 400));
    }

    [Fact]
    public void A_deadline_detector_waits_for_the_interval_and_the_pause()
    {
        var detector = new DeadlineFailureDetector(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1), () => _now);
        Assert.True(detector.IsAvailable);
        detector.HeartBeat();

        _now += 4_999;
        Assert.True(detector.IsAvailable);
        _now += 2;
        Assert.False(detector.IsAvailable);
    }

    [Fact]
    public void A_registry_keeps_a_detector_for_each_resource()
    {
        var registry = new DefaultFailureDetectorRegistry<string>(Phi);
        registry.Heartbeat("a");
        _now += 20_000;
        registry.Heartbeat("b");

        Assert.Equal((false, true, true), (registry.IsAvailable("a"), registry.IsAvailable("b"), registry.IsAvailable("unknown")));
        registry.Remove("a");
        Assert.Equal((true, false), (registry.IsAvailable("a"), registry.IsMonitoring("a")));
    }

    private long SilenceUntilUnavailable(int jitter)
    {
        var detector = Phi();
        for (var i = 0; i < 100; i++)
        {
            detector.HeartBeat();
            _now += 1_000 + (i % 2 == 0 ? jitter : -jitter);
        }

        detector.HeartBeat();
        var since = _now;
        while (detector.IsAvailable) _now += 10;
        return _now - since;
    }

    private void Beat(FailureDetector detector, int times)
    {
        for (var i = 0; i < times; i++)
        {
            if (i > 0) _now += 1_000;
            detector.HeartBeat();
        }
    }

    private PhiAccrualFailureDetector Phi() => new(
        threshold: 8,
        maxSampleSize: 1_000,
        minStdDeviation: TimeSpan.FromMilliseconds(100),
        acceptableHeartbeatPause: TimeSpan.FromSeconds(3),
        firstHeartbeatEstimate: TimeSpan.FromSeconds(1),
        clock: () => _now);
}
