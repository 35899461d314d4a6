using System.Collections.Concurrent;
using FedPrune.Model.Randomness;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Tests;

/// <summary>
/// What all engines of a test have in common: what was asked of them, and what is to happen in between. Results depend on
/// the job alone, as those of a true engine do.
/// </summary>
internal sealed class FakeEngines
{
    private int _made, _disposed, _running, _mostRunning;

    /// <summary>Every training job that was begun.</summary>
    public ConcurrentQueue<TrainingJob> Jobs { get; } = [];

    /// <summary>Every range of test images that was asked for.</summary>
    public ConcurrentQueue<(int From, int To)> Tests { get; } = [];

    /// <summary>Called within each training job.</summary>
    public Action<TrainingJob> WhileTraining { get; init; } = _ => { };

    /// <summary>Called within each evaluation with its first image.</summary>
    public Action<int> WhileTesting { get; init; } = _ => { };

    /// <summary>Mean test loss of a model, from the sum of its weights.</summary>
    public Func<double, double> TestLoss { get; init; } = sum => sum;

    public int Made => _made;

    public int Disposed => _disposed;

    /// <summary>How many jobs were trained at the same time at most.</summary>
    public int MostRunning => _mostRunning;

    public ITrainingEngine Create()
    {
        Interlocked.Increment(ref _made);
        return new Engine(this);
    }

    /// <summary>What any engine answers a job: a pull towards 0.05 and the device's own noise.</summary>
    public static float[] UpdateOf(TrainingJob job)
    {
        var noise = RandomStream.For(job.Seed, Purpose.Batches, job.Round, job.Device);
        return [.. job.Start.ToArray().Select(w => (0.1f * (0.05f - w)) + (0.02f * (float)noise.NextNormal()))];
    }

    private sealed class Engine(FakeEngines all) : ITrainingEngine
    {
        public TrainingOutcome Train(TrainingJob job)
        {
            all.Jobs.Enqueue(job);
            all.Enter();
            try
            {
                all.WhileTraining(job);
                return new TrainingOutcome(UpdateOf(job), 1.0 / (1 + job.Device));
            }
            finally
            {
                Interlocked.Decrement(ref all._running);
            }
        }

        public Evaluation Evaluate(ReadOnlyMemory<float> weights, int from, int to)
        {
            all.Tests.Enqueue((from, to));
            all.WhileTesting(from);
            var sum = weights.ToArray().Sum(w => (double)w);
            return new Evaluation(to - from, from % 7, all.TestLoss(sum) * (to - from));
        }

        public void Dispose() => Interlocked.Increment(ref all._disposed);
    }

    private void Enter()
    {
        var running = Interlocked.Increment(ref _running);
        int most;
        while (running > (most = _mostRunning))
            Interlocked.CompareExchange(ref _mostRunning, running, most);
    }
}
