using FedPrune.Model.Masks;
using FedPrune.Model.Training;

namespace FedPrune.Model.Works;

/// <summary>
/// Sends the largest changes only, over all layers together, and keeps what it did not send for the next time: top-k with
/// error feedback (Stich et al., 2018). Biases and normalisation parameters always travel: the wire has no mask for them.
/// </summary>
/// <param name="Share">Of the prunable weights that is sent, in (0, 1].</param>
public sealed record SendingLargest(double Share) : DeviceWork
{
    public override bool KeepsTopology => Share == 1;

    public override TrainingOutcome Run(ITrainingEngine engine, TrainingJob job)
    {
        var outcome = engine.Train(job);
        if (KeepsTopology)
            return outcome;
        var owed = outcome.Update.ToArray();
        if (!job.Memory.IsEmpty)
            System.Numerics.Tensors.TensorPrimitives.Add(owed, job.Memory.Span, owed);
        var dense = new float[job.Topology.Layout.Count];
        job.Topology.Expand(owed, dense);
        var largest = MaskMoves.GloballyLargest(job.Topology.Layout, dense, Share);
        var sent = largest.Gather(dense);
        largest.Scatter(new float[largest.Count], dense);
        return outcome with { Topology = largest, Update = sent, Memory = job.Topology.Gather(dense) };
    }
}
