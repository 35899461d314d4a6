using Akka.Configuration;
using Akka.Event;

namespace Akka.Remote;

/// <summary>
/// Suspicion on a continuous scale (Hayashibara et al., "The φ accrual failure detector", 2004):
/// <c>φ = -log10(P(a heartbeat comes later than now))</c>, with the intervals taken as normally distributed.
/// </summary>
public class PhiAccrualFailureDetector : FailureDetector
{
    private readonly double _threshold;
    private readonly double _minStdDeviationMillis;
    private readonly double _acceptablePauseMillis;
    private readonly Clock _clock;
    private readonly Lock _lock = new();
    private readonly HeartbeatHistory _history;
    private long? _latest;

    /// <summary>A detector that has seen no heartbeat.</summary>
    /// <param name="threshold">φ from which on the sender is thought dead: higher is slower and surer.</param>
    /// <param name="maxSampleSize">How many intervals are remembered.</param>
    /// <param name="minStdDeviation">The least deviation reckoned with.</param>
    /// <param name="acceptableHeartbeatPause">How long heartbeats may stay away beyond what they did before.</param>
    /// <param name="firstHeartbeatEstimate">The interval assumed when only one heartbeat has come.</param>
    /// <param name="clock">The time.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive (the pause may be zero).</exception>
    public PhiAccrualFailureDetector(
        double threshold,
        int maxSampleSize,
        TimeSpan minStdDeviation,
        TimeSpan acceptableHeartbeatPause,
        TimeSpan firstHeartbeatEstimate,
        Clock clock = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxSampleSize);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(minStdDeviation, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(acceptableHeartbeatPause, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstHeartbeatEstimate, TimeSpan.Zero);
        _threshold = threshold;
        _minStdDeviationMillis = minStdDeviation.TotalMilliseconds;
        _acceptablePauseMillis = acceptableHeartbeatPause.TotalMilliseconds;
        _clock = clock ?? DefaultClock;
        _history = new HeartbeatHistory(maxSampleSize);

        // Two intervals around the estimate: a deviation of a quarter of it until the real one is known.
        var (mean, deviation) = (firstHeartbeatEstimate.TotalMilliseconds, firstHeartbeatEstimate.TotalMilliseconds / 4);
        _history.Add((long)(mean - deviation));
        _history.Add((long)(mean + deviation));
    }

    public PhiAccrualFailureDetector(Config config, EventStream ev)
        : this(
            config.GetDouble("threshold"),
            config.GetInt("max-sample-size"),
            config.GetTimeSpan("min-std-deviation"),
            config.GetTimeSpan("acceptable-heartbeat-pause"),
            config.GetTimeSpan("heartbeat-interval"))
    {
    }

    public override bool IsAvailable
    {
        get
        {
            lock (_lock) return CurrentPhi(_clock()) < _threshold;
        }
    }

    public override bool IsMonitoring
    {
        get
        {
            lock (_lock) return _latest is not null;
        }
    }

    public override void HeartBeat()
    {
        lock (_lock)
        {
            var now = _clock();

            // The pause in which it was thought dead says nothing about how its heartbeats come.
            if (_latest is { } latest && CurrentPhi(now) < _threshold) _history.Add(now - latest);
            _latest = now;
        }
    }

    private double CurrentPhi(long now)
    {
        if (_latest is not { } latest) return 0;
        return Phi(now - latest, _history.Mean + _acceptablePauseMillis, Math.Max(_history.StdDeviation, _minStdDeviationMillis));
    }

    /// <summary>The logistic approximation of the normal distribution's tail.</summary>
    private static double Phi(long elapsed, double mean, double stdDeviation)
    {
        var y = (elapsed - mean) / stdDeviation;
        var e = Math.Exp(-y * (1.5976 + (0.070566 * y * y)));
        return elapsed > mean ? -Math.Log10(e / (1 + e)) : -Math.Log10(1 - (1 / (1 + e)));
    }

    /// <summary>The last intervals, with their sums kept up as they come and go.</summary>
    private sealed class HeartbeatHistory(int maxSampleSize)
    {
        private readonly Queue<long> _intervals = new();
        private double _sum;
        private double _sumOfSquares;

        public double Mean => _sum / _intervals.Count;

        public double StdDeviation => Math.Sqrt(Math.Max(0, (_sumOfSquares / _intervals.Count) - (Mean * Mean)));

        public void Add(long interval)
        {
            if (_intervals.Count >= maxSampleSize)
            {
                var oldest = _intervals.Dequeue();
                _sum -= oldest;
                _sumOfSquares -= (double)oldest * oldest;
            }

            _intervals.Enqueue(interval);
            _sum += interval;
            _sumOfSquares += (double)interval * interval;
        }
    }
}
