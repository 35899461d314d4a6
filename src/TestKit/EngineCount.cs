using FedPrune.Model.Training;

namespace FedPrune.TestKit;

/// <summary>Counts engines, each of which holds a model's memory.</summary>
internal sealed class EngineCount(Func<ITrainingEngine> create)
{
    private int _alive;

    public ITrainingEngine Create()
    {
        Interlocked.Increment(ref _alive);
        return new Counted(create(), this);
    }

    public void RequireNoneLeft()
    {
        if (Volatile.Read(ref _alive) is not 0 and var left)
            throw new SimulationException($"{left} training engines were not disposed of");
    }

    private sealed class Counted(ITrainingEngine engine, EngineCount count) : ITrainingEngine
    {
        public TrainingOutcome Train(TrainingJob job) => engine.Train(job);

        public double[] ClassLosses(TrainingJob job) => engine.ClassLosses(job);

        public Evaluation Evaluate(ReadOnlyMemory<float> weights, int from, int to) => engine.Evaluate(weights, from, to);

        public void Dispose()
        {
            engine.Dispose();
            Interlocked.Decrement(ref count._alive);
        }
    }
}
