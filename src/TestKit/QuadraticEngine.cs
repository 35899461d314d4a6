using FedPrune.Model.Randomness;
using FedPrune.Model.Training;

namespace FedPrune.TestKit;

/// <summary>
/// Trains without data and without libtorch, in microseconds: device i steps down <c>½‖w − c_i‖²</c>, where all c_i lie
/// around one c; a model is as good as it is near to c. What befalls a federation shows in its loss all the same.
/// </summary>
public sealed class QuadraticEngine : ITrainingEngine
{
    private const float Scale = 0.5f, Apart = 0.1f;

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingJob job)
    {
        var own = RandomStream.For(job.Seed, Purpose.Batches, job.Round, job.Device);
        var start = job.Start.Span;
        var update = new float[start.Length];
        var left = MathF.Pow(1 - Math.Min(job.Settings.LearningRate, 1), job.Steps);
        var loss = 0.0;
        for (int k = 0; k < update.Length; k++)
        {
            var away = start[k] - Optimum(job.Topology.IsDense ? k : job.Topology.Kept[k]) - (Apart * (float)own.NextNormal());
            update[k] = (left - 1) * away;
            loss += 0.5 * away * away;
        }
        return new TrainingOutcome(update, loss / Math.Max(1, update.Length));
    }

    /// <inheritdoc/>
    public Evaluation Evaluate(ReadOnlyMemory<float> weights, int from, int to)
    {
        var loss = 0.0;
        for (int j = 0; j < weights.Length; j++)
            loss += 0.5 * Math.Pow(weights.Span[j] - Optimum(j), 2);
        loss /= weights.Length;
        return new Evaluation(to - from, (int)Math.Round((to - from) * Math.Exp(-20 * loss)), loss * (to - from));
    }

    public void Dispose()
    {
        // It holds nothing.
    }

    private static float Optimum(int parameter) => Scale * MathF.Sin(parameter);
}
