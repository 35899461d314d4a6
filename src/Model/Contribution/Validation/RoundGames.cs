using FedPrune.Model.Aggregation;

namespace FedPrune.Model.Contribution.Validation;

/// <summary>A round's updates as players of a game.</summary>
public static class RoundGames
{
    /// <summary>V(S) is what the model of S alone does: <c>w + Σ_S n_j·Δ_j/Σ_S n_j</c>, each coordinate over its holders.</summary>
    /// <param name="model">(P) the model before the round, which is that of nobody.</param>
    /// <param name="updates">The players.</param>
    /// <param name="measure">What a model is worth, e.g. its accuracy on data that no device has.</param>
    public static Game OfModels(ReadOnlyMemory<float> model, IReadOnlyList<Update> updates, Func<ReadOnlyMemory<float>, double> measure) =>
        new(updates.Count, coalition => measure(ModelOf(model.Span, updates, coalition)));

    /// <summary>V(S) is the cosine between the sum of S's updates, weighted, and that of all; 0 for nobody (Xu et al., 2021).</summary>
    /// <param name="updates">The players.</param>
    /// <param name="weights">A weight for each.</param>
    public static Game OfDirections(IReadOnlyList<Update> updates, IReadOnlyList<double> weights)
    {
        var all = Sum(updates, weights, Coalition.All(updates.Count));
        return new(updates.Count, coalition => Cosine(Sum(updates, weights, coalition), all));
    }

    /// <summary>The model of a coalition.</summary>
    public static float[] ModelOf(ReadOnlySpan<float> model, IReadOnlyList<Update> updates, Coalition coalition)
    {
        Update[] members = [.. updates.Where((_, i) => coalition.Contains(i))];
        var weights = model.ToArray();
        if (members.Length == 0)
            return weights;
        var delta = new float[weights.Length];
        Aggregator.WeightedMean(members, AggregationWeights.BySize([.. members.Select(u => u.Samples)]), delta);
        System.Numerics.Tensors.TensorPrimitives.Add(weights, delta, weights);
        return weights;
    }

    private static double[] Sum(IReadOnlyList<Update> updates, IReadOnlyList<double> weights, Coalition coalition)
    {
        var sum = new double[updates[0].Topology.Layout.Count];
        for (int i = 0; i < updates.Count; i++)
        {
            if (coalition.Contains(i))
                updates[i].Topology.AccumulateInto(sum, updates[i].Values.Span, weights[i]);
        }
        return sum;
    }

    private static double Cosine(double[] a, double[] b)
    {
        var norms = Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
        return norms > 0 ? a.Zip(b, (x, y) => x * y).Sum() / norms : 0;
    }
}
