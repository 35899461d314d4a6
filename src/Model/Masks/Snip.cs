using System.Numerics.Tensors;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Masks;

/// <summary>
/// One dense round, then pruned once and for all to the largest <c>|w₀·Δ|</c> over all layers together (SNIP, Lee et al., 2019,
/// as PruneFL's authors do it with devices: the round's mean update stands for the gradient). Applied to the updated weights.
/// </summary>
public sealed record Snip : MaskRule
{
    public override Topology First(ParameterLayout layout, ReadOnlySpan<float> weights, int[] kept) => Topology.Dense(layout);

    public override Topology Next(MaskRound round)
    {
        if (round.Plan.Round > 0 && !round.Kept.IsDense)
            return round.Kept;
        var before = round.Plan.Values.Span; // of a dense topology: all of W
        var scores = new float[before.Length];
        TensorPrimitives.Subtract(round.Weights.Span, before, scores);
        TensorPrimitives.Multiply(scores, before, scores);
        return MaskMoves.GloballyLargest(round.Kept.Layout, scores, 1 - round.Algorithm.PruningRate);
    }
}
