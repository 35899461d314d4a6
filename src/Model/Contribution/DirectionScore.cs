using FedPrune.Model.Aggregation;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Contribution;

/// <summary>
/// The scores of <see cref="ContributionScore"/> in two steps of which each needs some of the updates at a time: the direction
/// in which the weighted updates point together, a sum in fixed point, and every update's cosine with it. Shares sum to 1,
/// which no cosine sees, so that the direction fits its fixed point.
/// </summary>
public static class DirectionScore
{
    private const double Floor = 1e-3;

    /// <summary><c>max(r_i, 10⁻³)</c>, for signs times n_i, over its sum.</summary>
    /// <param name="rule">The score.</param>
    /// <param name="samples">n of each update.</param>
    /// <param name="reputation">r of each update's device.</param>
    public static double[] Shares(ContributionRule rule, IReadOnlyList<int> samples, IReadOnlyList<double> reputation)
    {
        double[] shares =
        [
            .. samples.Zip(reputation, (n, r) => Math.Max(r, Floor) * (rule == ContributionRule.LayerwiseSigns ? n : 1)),
        ];
        var sum = shares.Sum();
        return [.. shares.Select(share => share / sum)];
    }

    /// <summary>What some updates contribute to the direction.</summary>
    /// <param name="rule">The score.</param>
    /// <param name="updates">Some of the round's updates, at least one.</param>
    /// <param name="shares">The share of each.</param>
    public static FixedVector Direction(ContributionRule rule, IReadOnlyList<Update> updates, IReadOnlyList<double> shares)
    {
        var direction = new FixedVector(FixedVector.FrameOf(updates));
        for (int i = 0; i < updates.Count; i++)
        {
            if (rule == ContributionRule.Cgsv)
                AddWhole(direction, updates[i], shares[i]);
            else
                foreach (var (from, to) in Layers(updates[i].Topology))
                    new LayerSigns(updates[i], from, to).AddTo(direction, shares[i]);
        }
        return direction;
    }

    /// <summary>φ of some updates.</summary>
    /// <param name="direction">The sum over all of the round's updates.</param>
    /// <param name="rule">The score.</param>
    /// <param name="updates">Some of them.</param>
    /// <param name="shares">The share of each.</param>
    public static double[] Of(FixedVector direction, ContributionRule rule, IReadOnlyList<Update> updates, IReadOnlyList<double> shares)
    {
        var sums = direction.ToDoubles();
        var frame = direction.Frame;
        if (rule == ContributionRule.Cgsv)
        {
            var length = Math.Sqrt(SumOfSquares(sums));
            return [.. updates.Select(update => Cosine(update, Seen(update.Topology, frame, sums), length))];
        }
        double[] squares = [.. Layers(frame).Select(layer => SumOfSquares(sums.AsSpan(frame.CompactRange(layer.From, layer.To))))];
        return [.. updates.Select((update, i) => LayerCosine(update, shares[i], Seen(update.Topology, frame, sums), squares))];
    }

    private static void AddWhole(FixedVector direction, Update update, double share)
    {
        var norm = Math.Sqrt(Accumulation.SumOfSquares(update.Values.Span));
        if (norm > 0)
            direction.Add(update.Topology, update.Values.Span, share / norm);
    }

    private static double Cosine(Update update, double[] direction, double length)
    {
        var norm = Math.Sqrt(Accumulation.SumOfSquares(update.Values.Span));
        return norm * length > 0 ? Accumulation.Dots([update.Values], direction)[0] / (norm * length) : 0;
    }

    // The mean over the layers of the cosine with the direction of the others: see ContributionScore.LayerwiseSigns.
    private static double LayerCosine(Update update, double share, double[] direction, double[] squares)
    {
        var score = 0.0;
        foreach (var (layer, (from, to)) in Layers(update.Topology).Index())
        {
            var signs = new LayerSigns(update, from, to);
            if (signs.Norm == 0)
                continue;
            var along = LayerSigns.Dots([signs], direction.AsSpan(update.Topology.CompactRange(from, to)))[0] / signs.Norm;
            var rest = squares[layer] - (2 * share * along) + (share * share);
            if (rest > 1e-12 * squares[layer])
                score += (along - share) / Math.Sqrt(rest);
        }
        return score / squares.Length;
    }

    // The direction at an update's own coordinates, in its compact order: what the frame has besides changes no bit.
    private static double[] Seen(Topology topology, Topology frame, double[] sums)
    {
        if (topology.SameAs(frame))
            return sums;
        var seen = new double[topology.Count];
        for (int k = 0; k < seen.Length; k++)
            seen[k] = sums[topology.Kept[k]];
        return seen;
    }

    // In order, so that zeros between the numbers change nothing.
    private static double SumOfSquares(ReadOnlySpan<double> numbers)
    {
        var sum = 0.0;
        foreach (var number in numbers)
            sum += number * number;
        return sum;
    }

    private static IEnumerable<(int From, int To)> Layers(Topology topology) =>
        topology.Layout.Blocks.GroupBy(block => block.Layer).OrderBy(layer => layer.Key).Select(layer => (layer.First().Offset, layer.Last().End));
}
