using FedPrune.Model.Algorithms;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;
using FedPrune.Model.Works;

namespace FedPrune.Model.Masks;

/// <summary>
/// Keeps the weights that promise the most squared gradient a second of a round: maximises
/// <c>Γ(M) = Σ_{j∈M} G_j / (c + Σ_{j∈M} τ_j)</c>, <c>G_j = Σ_i n_i·g_ij²</c> (PruneFL, Jiang et al., 2022, algorithm 2).
/// The density floats below the algorithm's.
/// </summary>
/// <param name="Every">Rounds between two adjustments.</param>
/// <param name="Share">Of a layer's weights, the smallest, that may be dropped at first.</param>
/// <param name="HalfLife">Rounds after which it is half of that.</param>
/// <param name="FixedSeconds">c, what a round takes without any weight.</param>
/// <param name="SecondsPerUse">What a weight adds for each of its uses in a round's training.</param>
/// <param name="SecondsPerWeight">What a weight adds for travelling both ways.</param>
public sealed record GradientPerSecond(
    int Every, double Share, double HalfLife, double FixedSeconds, double SecondsPerUse, double SecondsPerWeight) : MaskRule
{
    public override bool TrainsPlainly => false;

    public override DeviceWork Work(RoundPlan plan) => plan.Round % Every == 0 ? new SummingGradients() : DeviceWork.Training;

    public override Topology Next(MaskRound round)
    {
        if (round.Plan.Round % Every != 0)
            return round.Kept;
        var gain = Gain(round);
        var droppable = Share * Math.Pow(2, -round.Plan.Round / HalfLife);
        var counts = round.Kept.Layout.Blocks.Select((block, b) => block.Prunable ? (int)(droppable * round.Kept.KeptIn(b)) : 0);
        var sure = MaskMoves.Drop(round.Kept, round.Kept.Gather(round.Weights.Span), [.. counts]);
        var most = (long)((1 - round.Algorithm.PruningRate) * round.Kept.Layout.Blocks.Where(b => b.Prunable).Sum(b => (long)b.Count) * (1 + 1e-12));
        return Topology.Of(round.Kept.Layout, Best(sure, gain, most));
    }

    // Candidates by gain a second, as long as each raises Γ.
    private int[] Best(Topology sure, double[] gain, long most)
    {
        var kept = new bool[gain.Length];
        double gains = 0, seconds = FixedSeconds;
        var prunable = 0L;
        foreach (var (index, block) in sure.Layout.Blocks.Index())
        {
            var range = sure.CompactRange(index);
            for (int k = range.Start.Value; k < range.End.Value; k++)
            {
                var j = sure.IsDense ? k : sure.Kept[k];
                kept[j] = true;
                gains += gain[j];
            }
            seconds += SecondsOf(block.Uses) * sure.KeptIn(index);
            prunable += block.Prunable ? sure.KeptIn(index) : 0;
        }
        foreach (var (j, cost) in Candidates(sure, kept).OrderByDescending(candidate => gain[candidate.Index] / candidate.Seconds))
        {
            if (prunable >= most || gain[j] / cost <= gains / seconds)
                break;
            kept[j] = true;
            (gains, seconds, prunable) = (gains + gain[j], seconds + cost, prunable + 1);
        }
        return [.. Enumerable.Range(0, kept.Length).Where(j => kept[j])];
    }

    private IEnumerable<(int Index, double Seconds)> Candidates(Topology sure, bool[] kept) =>
        from block in sure.Layout.Blocks
        where block.Prunable
        from j in Enumerable.Range(block.Offset, block.Count)
        where !kept[j]
        select (j, SecondsOf(block.Uses));

    private double SecondsOf(int uses) => (uses * SecondsPerUse) + SecondsPerWeight;

    private static double[] Gain(MaskRound round)
    {
        var gain = new double[round.Weights.Length];
        foreach (var update in round.Updates)
        {
            var gradient = update.Report!.Values.Span;
            for (int j = 0; j < gain.Length; j++)
                gain[j] += update.Samples * (double)gradient[j] * gradient[j];
        }
        return gain;
    }
}
