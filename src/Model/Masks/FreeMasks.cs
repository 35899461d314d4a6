using FedPrune.Model.Algorithms;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;
using FedPrune.Model.Works;

namespace FedPrune.Model.Masks;

/// <summary>
/// Devices receive whatever is not zero and prune for themselves after training, by magnitude over all layers together
/// (SparsyFed, Guastella et al., 2025). The server prunes the mean the same way to be tested, and keeps it whole.
/// </summary>
/// <param name="Density">Share of the prunable weights that a device sends back, in (0, 1].</param>
public sealed record FreeMasks(double Density) : MaskRule
{
    public override Topology First(ParameterLayout layout, ReadOnlySpan<float> weights, int[] kept) =>
        MaskMoves.GloballyLargest(layout, weights, Density);

    public override Topology Sent(Topology kept, ReadOnlySpan<float> weights) => MaskMoves.NonZero(kept.Layout, weights);

    public override DeviceWork Work(RoundPlan plan) => new PruningAfterwards(Density);

    public override Topology Next(MaskRound round) => MaskMoves.GloballyLargest(round.Kept.Layout, round.Weights.Span, Density);
}
