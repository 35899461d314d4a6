using FedPrune.Model.Algorithms;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;
using FedPrune.Model.Works;

namespace FedPrune.Model.Masks;

/// <summary>
/// Devices send the largest gradients of the weights they do not have; the server grows where their mean is largest and drops
/// as many of the smallest old weights (FedTiny, Huang et al., 2023; with extrusion FedMef, Huang et al., 2024).
/// </summary>
/// <param name="Schedule">Which share of a layer's weights moves, and when.</param>
/// <param name="Groups">How many groups the layers are dealt into, of which one moves at a time, from the output to the input; 1 for all at once.</param>
/// <param name="Extrusion">λ and ψ of FedMef's extrusion of the weights about to be dropped; null for none.</param>
public sealed record TopGradientGrowth(Readjustment Schedule, int Groups, (double Lambda, double Psi)? Extrusion = null) : MaskRule
{
    public override bool TrainsPlainly => false;

    public override DeviceWork Work(RoundPlan plan)
    {
        var counts = Counts(plan);
        return counts.Any(count => count > 0) ? new ReportingGrowth([.. counts], WithValues: true, Extrusion) : DeviceWork.Training;
    }

    public override Topology Next(MaskRound round)
    {
        var counts = Counts(round.Plan);
        if (counts.All(count => count == 0))
            return round.Kept;
        var mean = new double[round.Weights.Length];
        for (int i = 0; i < round.Updates.Count; i++)
        {
            if (round.Updates[i].Report is { Where: { } where, Values: var values })
                where.AccumulateInto(mean, values.Span, round.Shares[i]);
        }
        var grown = MaskMoves.Outside(round.Kept, [.. mean.Select(g => (float)g)], counts);
        var left = MaskMoves.Drop(round.Kept, round.Kept.Gather(round.Weights.Span), counts);
        return MaskMoves.Union(left, grown);
    }

    private int[] Counts(RoundPlan plan)
    {
        var counts = MaskMoves.Counts(plan.Pruned, Schedule.At(plan.Round));
        var prunable = plan.Pruned.Layout.Blocks.Count(block => block.Prunable);
        var turn = plan.Round / Schedule.Every % Groups;
        for (int b = counts.Length - 1, place = 0; b >= 0; b--)
        {
            if (!plan.Pruned.Layout.Blocks[b].Prunable)
                continue;
            if (place++ * Groups / prunable % Groups != turn)
                counts[b] = 0;
        }
        return counts;
    }
}
