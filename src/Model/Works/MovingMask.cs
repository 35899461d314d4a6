using FedPrune.Model.Cost;
using FedPrune.Model.Masks;
using FedPrune.Model.Training;

namespace FedPrune.Model.Works;

/// <summary>
/// Trains all epochs but the last, drops the smallest weights of each layer, grows as many where the gradient of a batch is
/// largest, and trains the last epoch on the new topology, so that what was grown can recover (FedDST, Bibikar et al., 2022).
/// Grown weights start from 0, and the optimiser anew.
/// </summary>
/// <param name="Share">Of each layer's kept weights that moves.</param>
public sealed record MovingMask(double Share) : DeviceWork
{
    public override bool KeepsTopology => false;

    public override TrainingOutcome Run(ITrainingEngine engine, TrainingJob job)
    {
        var counts = MaskMoves.Counts(job.Topology, Share);
        if (counts.All(count => count == 0))
            return engine.Train(job);
        var epochs = job.Settings.Epochs - 1;
        var before = engine.Train(job with { Settings = job.Settings with { Epochs = epochs }, Gradient = GradientRequest.AtEnd });
        var dense = new float[job.Topology.Layout.Count];
        var trained = job.Start.ToArray();
        System.Numerics.Tensors.TensorPrimitives.Add(trained, before.Update, trained);
        job.Topology.Expand(trained, dense);

        var left = MaskMoves.Drop(job.Topology, trained, counts);
        var moved = MaskMoves.Union(left, MaskMoves.Outside(left, before.Gradient.Span, counts));
        Aggregation.Aggregator.Recover(dense, left, rho: 0); // what was dropped and grown again starts from 0 too
        var start = moved.Gather(dense);
        var after = engine.Train(job with
        {
            Topology = moved, Start = start, Settings = job.Settings with { Epochs = 1 }, FirstEpoch = epochs,
        });
        return after with { Topology = moved, Update = Change(job, moved, start, after.Update) };
    }

    // A dense gradient of one batch at the end of the first part.
    public override double ExtraFlops(TrainingJob job) =>
        Math.Min(job.Settings.BatchSize, job.Samples.Length) * TrainingFlops.DenseGradient(job.Topology);

    private static float[] Change(TrainingJob job, Pruning.Topology moved, float[] start, float[] update)
    {
        var received = new float[moved.Layout.Count];
        job.Topology.Expand(job.Start.Span, received);
        var change = start.ToArray();
        System.Numerics.Tensors.TensorPrimitives.Add(change, update, change);
        System.Numerics.Tensors.TensorPrimitives.Subtract(change, moved.Gather(received), change);
        return change;
    }
}
