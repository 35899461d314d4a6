using FedPrune.Model.Algorithms;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;
using FedPrune.Model.Works;

namespace FedPrune.Model.Masks;

/// <summary>
/// Each device drops and grows for itself; the server takes the mean over holders and prunes it back to what each layer may
/// keep, by magnitude (FedDST, Bibikar et al., 2022).
/// </summary>
/// <param name="Schedule">Which share of a layer's weights moves, and when.</param>
public sealed record DeviceMoves(Readjustment Schedule) : MaskRule
{
    public override bool TrainsPlainly => false;

    public override DeviceWork Work(RoundPlan plan) =>
        Schedule.At(plan.Round) is > 0 and var share ? new MovingMask(share) : DeviceWork.Training;

    public override Topology Next(MaskRound round)
    {
        var summed = round.Sums?.Holders();
        if (summed?.SameAs(round.Kept) ?? round.Updates.All(update => update.Topology.SameAs(round.Kept)))
            return round.Kept;
        var held = summed ?? round.Updates.Select(update => update.Topology).Aggregate(MaskMoves.Union);
        Aggregation.Aggregator.Recover(round.Weights.Span, held, rho: 0); // what nobody holds any more is gone
        return MaskMoves.Drop(
            held, held.Gather(round.Weights.Span), [.. held.Layout.Blocks.Select((_, b) => held.KeptIn(b) - round.Kept.KeptIn(b))]);
    }
}
