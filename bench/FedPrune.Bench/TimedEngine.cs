using FedPrune.Model.Training;

namespace FedPrune.Bench;

/// <summary>What all compute slots together have trained since it was last taken.</summary>
internal sealed class TrainingLog
{
    private readonly Lock _lock = new();
    private List<TrainingJob> _jobs = [];
    private double _seconds;

    public void Add(TrainingJob job, double seconds)
    {
        lock (_lock)
        {
            _jobs.Add(job);
            _seconds += seconds;
        }
    }

    /// <summary>The jobs since the last call, in device order, and the CPU seconds that they took.</summary>
    public (IReadOnlyList<TrainingJob> Jobs, double Seconds) Take()
    {
        lock (_lock)
        {
            var (jobs, seconds) = (_jobs, _seconds);
            (_jobs, _seconds) = ([], 0);
            return ([.. jobs.OrderBy(job => job.Device)], seconds);
        }
    }
}

/// <summary>An engine that logs the CPU time of its training: libtorch on one thread does all its work on the caller's.</summary>
internal sealed class TimedEngine(ITrainingEngine engine, TrainingLog log) : ITrainingEngine
{
    public TrainingOutcome Train(TrainingJob job)
    {
        var before = CpuClock.ThreadSeconds();
        var outcome = engine.Train(job);
        log.Add(job, CpuClock.ThreadSeconds() - before);
        return outcome;
    }

    public Evaluation Evaluate(ReadOnlyMemory<float> weights, int from, int to) => engine.Evaluate(weights, from, to);

    public void Dispose() => engine.Dispose();
}
