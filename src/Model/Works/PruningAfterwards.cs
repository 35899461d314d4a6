using FedPrune.Model.Masks;
using FedPrune.Model.Training;

namespace FedPrune.Model.Works;

/// <summary>Trains, then sends only the largest weights over all layers together (SparsyFed, Guastella et al., 2025).</summary>
/// <param name="Density">Share of all prunable weights that is sent, in (0, 1].</param>
public sealed record PruningAfterwards(double Density) : DeviceWork
{
    public override bool KeepsTopology => false;

    public override TrainingOutcome Run(ITrainingEngine engine, TrainingJob job)
    {
        var outcome = engine.Train(job);
        var (weights, changes) = (new float[job.Topology.Layout.Count], new float[job.Topology.Layout.Count]);
        job.Topology.Expand(outcome.Update, changes);
        job.Topology.Expand(job.Start.Span, weights);
        System.Numerics.Tensors.TensorPrimitives.Add(weights, changes, weights);
        var largest = MaskMoves.GloballyLargest(job.Topology.Layout, weights, Density);
        return outcome with { Topology = largest, Update = largest.Gather(changes) };
    }
}
