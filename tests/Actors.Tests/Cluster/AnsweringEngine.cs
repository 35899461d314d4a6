using FedPrune.Model.Randomness;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Tests.Cluster;

/// <summary>An engine that answers whatever any algorithm asks, from the job alone.</summary>
/// <param name="change">What becomes of an update before it is answered.</param>
internal sealed class AnsweringEngine(Action<TrainingJob, float[]>? change = null) : ITrainingEngine
{
    public TrainingOutcome Train(TrainingJob job)
    {
        var update = FakeEngines.UpdateOf(job);
        change?.Invoke(job, update);
        var noise = RandomStream.For(job.Seed, Purpose.Faults, job.Round, job.Device);
        return new TrainingOutcome(update, 1.0 / (1 + job.Device))
        {
            Gradient = job.Gradient == GradientRequest.None
                ? default
                : Enumerable.Range(0, job.Topology.Layout.Count).Select(_ => (float)noise.NextNormal()).ToArray(),
        };
    }

    public double[] ClassLosses(TrainingJob job) => [job.Device, 1, 2];

    public Evaluation Evaluate(ReadOnlyMemory<float> weights, int from, int to) =>
        new(to - from, from % 7, weights.ToArray().Sum(w => (double)w) * (to - from));

    public void Dispose()
    {
    }
}
