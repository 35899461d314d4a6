using FedPrune.Model.Aggregation;

namespace FedPrune.Model.Contribution;

/// <summary>Which score measures what a device contributed to a round.</summary>
public enum ContributionRule
{
    /// <summary>None: aggregation weights follow data size alone.</summary>
    None,

    /// <summary>Cosine-gradient Shapley value of whole updates, as published.</summary>
    Cgsv,

    /// <summary>The same on signs, layer by layer, each device against the others.</summary>
    LayerwiseSigns,
}

/// <summary>Scores φ of a round's updates: how well each points where the others, weighted by reputation, point.</summary>
public static class ContributionScore
{
    private const double Floor = 1e-3;

    /// <summary>
    /// Cosine-gradient Shapley value (Xu et al., 2021, eq. 3): <c>φ_i = cos(u_i, Σ_j max(r_j, 10⁻³)·u_j/‖u_j‖)</c>.
    /// </summary>
    /// <param name="updates">The round's updates, in device order.</param>
    /// <param name="reputation">r_j of each update's device.</param>
    /// <returns>φ, one for each update, in [−1, 1].</returns>
    public static double[] Cgsv(IReadOnlyList<Update> updates, ReadOnlySpan<double> reputation)
    {
        var sum = new double[updates[0].Topology.Layout.Count];
        var norms = new double[updates.Count];
        for (int i = 0; i < updates.Count; i++)
        {
            norms[i] = Norm(updates[i].Values.Span);
            if (norms[i] > 0)
                updates[i].Topology.AccumulateInto(sum, updates[i].Values.Span, Math.Max(reputation[i], Floor) / norms[i]);
        }
        var total = Math.Sqrt(sum.Sum(x => x * x));
        return [.. updates.Select((u, i) => norms[i] * total > 0 ? Dot(u, sum, 0, sum.Length) / (norms[i] * total) : 0)];
    }

    /// <summary>
    /// Layer-wise sign-CGSV, leave-one-out: with <c>z_il = sign(u_il)/‖sign(u_il)‖</c> for each layer l (weights and bias
    /// together) and <c>g_l^(−i) = Σ_{j≠i} n_j·max(r_j, 10⁻³)·z_jl</c>, <c>φ_i = mean_l cos(z_il, g_l^(−i))</c>.
    /// </summary>
    /// <remarks>It measures label quality; under label skew it is no estimate of the Shapley value.</remarks>
    public static double[] LayerwiseSigns(IReadOnlyList<Update> updates, ReadOnlySpan<double> reputation)
    {
        var layout = updates[0].Topology.Layout;
        var signs = updates.Select(u => u with { Values = Signs(u.Values.Span) }).ToArray();
        var scores = new double[updates.Count];
        for (int layer = 0; layer < layout.Layers; layer++)
        {
            var blocks = layout.Blocks.Where(b => b.Layer == layer).ToArray();
            AddLayer(signs, reputation, blocks[0].Offset, blocks[^1].End, scores);
        }
        for (int i = 0; i < scores.Length; i++)
            scores[i] /= layout.Layers;
        return scores;
    }

    // g^(−i) = g − c_i·z_i, so one sum over the cohort serves all: ⟨z_i, g^(−i)⟩ = ⟨z_i, g⟩ − c_i and
    // ‖g^(−i)‖² = ‖g‖² − 2·c_i·⟨z_i, g⟩ + c_i².
    private static void AddLayer(Update[] signs, ReadOnlySpan<double> reputation, int from, int to, double[] scores)
    {
        var g = new double[to - from];
        var norms = new double[signs.Length];
        var shares = new double[signs.Length];
        for (int i = 0; i < signs.Length; i++)
        {
            norms[i] = Norm(In(signs[i], from, to));
            shares[i] = norms[i] > 0 ? signs[i].Samples * Math.Max(reputation[i], Floor) : 0;
            if (norms[i] > 0)
                Accumulate(signs[i], from, to, shares[i] / norms[i], g);
        }
        var square = g.Sum(x => x * x);
        for (int i = 0; i < signs.Length; i++)
        {
            var along = norms[i] > 0 ? Dot(signs[i], g, from, to) / norms[i] : 0;
            var rest = square - (2 * shares[i] * along) + (shares[i] * shares[i]);
            if (norms[i] > 0 && rest > 1e-12 * square)
                scores[i] += (along - shares[i]) / Math.Sqrt(rest);
        }
    }

    private static float[] Signs(ReadOnlySpan<float> values)
    {
        var signs = new float[values.Length];
        for (int k = 0; k < signs.Length; k++)
            signs[k] = Math.Sign(values[k]);
        return signs;
    }

    private static double Norm(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += (double)value * value;
        return Math.Sqrt(sum);
    }

    private static ReadOnlySpan<float> In(Update update, int from, int to) => update.Values.Span[update.Topology.CompactRange(from, to)];

    private static void Accumulate(Update update, int from, int to, double weight, double[] sum)
    {
        var values = In(update, from, to);
        if (update.Topology.IsDense)
        {
            for (int k = 0; k < values.Length; k++)
                sum[k] += weight * values[k];
            return;
        }
        var kept = update.Topology.Kept[update.Topology.CompactRange(from, to)];
        for (int k = 0; k < values.Length; k++)
            sum[kept[k] - from] += weight * values[k];
    }

    private static double Dot(Update update, double[] sum, int from, int to)
    {
        var values = In(update, from, to);
        var kept = update.Topology.IsDense ? default : update.Topology.Kept[update.Topology.CompactRange(from, to)];
        var dot = 0.0;
        for (int k = 0; k < values.Length; k++)
            dot += values[k] * sum[kept.IsEmpty ? k : kept[k] - from];
        return dot;
    }
}
