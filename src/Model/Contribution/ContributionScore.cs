using FedPrune.Model.Aggregation;
using FedPrune.Model.Pruning;

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

    /// <summary>The share of right labels, from one who knows it: an upper bound for all others.</summary>
    Oracle,
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
            norms[i] = Math.Sqrt(Accumulation.SumOfSquares(updates[i].Values.Span));
            if (norms[i] > 0)
                updates[i].Topology.AccumulateInto(sum, updates[i].Values.Span, Math.Max(reputation[i], Floor) / norms[i]);
        }
        var total = Math.Sqrt(sum.Sum(x => x * x));
        var dots = Dots(updates, sum);
        return [.. norms.Select((norm, i) => norm * total > 0 ? dots[i] / (norm * total) : 0)];
    }

    /// <summary>
    /// Layer-wise sign-CGSV, leave-one-out: with <c>z_il = sign(u_il)/‖sign(u_il)‖</c> for each layer l (weights and bias
    /// together) and <c>g_l^(−i) = Σ_{j≠i} n_j·max(r_j, 10⁻³)·z_jl</c>, <c>φ_i = mean_l cos(z_il, g_l^(−i))</c>.
    /// </summary>
    /// <remarks>It measures label quality; under label skew it is no estimate of the Shapley value.</remarks>
    public static double[] LayerwiseSigns(IReadOnlyList<Update> updates, ReadOnlySpan<double> reputation)
    {
        var topology = updates[0].Topology;
        var layout = topology.Layout;
        var shared = updates.All(u => ReferenceEquals(u.Topology, topology));
        var scores = new double[updates.Count];
        for (int layer = 0; layer < layout.Layers; layer++)
        {
            var blocks = layout.Blocks.Where(b => b.Layer == layer).ToArray();
            AddLayer([.. updates.Select(u => new LayerSigns(u, blocks[0].Offset, blocks[^1].End, shared))], reputation, scores);
        }
        for (int i = 0; i < scores.Length; i++)
            scores[i] /= layout.Layers;
        return scores;
    }

    // g^(−i) = g − c_i·z_i, so one sum over the cohort serves all: ⟨z_i, g^(−i)⟩ = ⟨z_i, g⟩ − c_i and
    // ‖g^(−i)‖² = ‖g‖² − 2·c_i·⟨z_i, g⟩ + c_i².
    private static void AddLayer(LayerSigns[] signs, ReadOnlySpan<double> reputation, double[] scores)
    {
        var g = new double[signs[0].Size];
        var shares = new double[signs.Length];
        for (int i = 0; i < signs.Length; i++)
        {
            if (signs[i].Norm == 0)
                continue;
            shares[i] = signs[i].Samples * Math.Max(reputation[i], Floor);
            signs[i].AccumulateInto(g, shares[i] / signs[i].Norm);
        }
        var square = 0.0;
        foreach (var x in g)
            square += x * x;
        var dots = LayerSigns.Dots(signs, g);
        for (int i = 0; i < signs.Length; i++)
        {
            var along = signs[i].Norm > 0 ? dots[i] / signs[i].Norm : 0;
            var rest = square - (2 * shares[i] * along) + (shares[i] * shares[i]);
            if (signs[i].Norm > 0 && rest > 1e-12 * square)
                scores[i] += (along - shares[i]) / Math.Sqrt(rest);
        }
    }

    private static double[] Dots(IReadOnlyList<Update> updates, double[] sum)
    {
        if (updates.All(u => u.Topology.IsDense))
            return Accumulation.Dots([.. updates.Select(u => u.Values)], sum);
        return [.. updates.Select(u => Dot(u.Values.Span, u.Topology, sum))];
    }

    private static double Dot(ReadOnlySpan<float> values, Topology topology, double[] sum)
    {
        var kept = topology.IsDense ? default : topology.Kept;
        var dot = 0.0;
        for (int k = 0; k < values.Length; k++)
            dot += values[k] * sum[kept.IsEmpty ? k : kept[k]];
        return dot;
    }
}
