namespace FedPrune.Model.Aggregation;

/// <summary>
/// Krum (Blanchard et al., 2017): an update's score is the sum of its squared distances to its <c>n − f − 2</c> nearest
/// others. The update of the lowest score counts alone; of Multi-Krum the <c>n − f</c> lowest count alike.
/// </summary>
/// <param name="Faulty">f/n, the share of the updates that may be arbitrary, in [0, 0.5).</param>
/// <param name="Multi">Whether it is Multi-Krum.</param>
/// <remarks>Krum promises something from <c>n ≥ 2f + 3</c> on: with fewer updates, f is as large as that allows.</remarks>
public sealed record KrumRule(double Faulty, bool Multi)
{
    /// <summary>The weights of some updates, at least one: equal for those that count, 0 for the others.</summary>
    public double[] Weights(IReadOnlyList<Update> updates)
    {
        var n = updates.Count;
        var faulty = Math.Min((int)(Faulty * n * (1 + 1e-12)), Math.Max(0, (n - 3) / 2));
        var scores = Scores(updates, neighbours: Math.Max(1, n - faulty - 2));
        var taken = Multi ? n - faulty : 1;
        var weights = new double[n];
        foreach (var i in Enumerable.Range(0, n).OrderBy(i => scores[i]).Take(taken)) // of equals the first device's
            weights[i] = 1.0 / taken;
        return weights;
    }

    private static double[] Scores(IReadOnlyList<Update> updates, int neighbours)
    {
        var distances = Distances(updates);
        var scores = new double[updates.Count];
        for (int i = 0; i < scores.Length; i++)
        {
            double[] others = [.. Enumerable.Range(0, scores.Length).Where(j => j != i).Select(j => distances[i, j])];
            Array.Sort(others);
            scores[i] = others.Take(neighbours).Sum();
        }
        return scores;
    }

    private static double[,] Distances(IReadOnlyList<Update> updates)
    {
        var shared = updates.All(u => ReferenceEquals(u.Topology, updates[0].Topology));
        ReadOnlyMemory<float>[] vectors = [.. updates.Select(u => shared ? u.Values : u.Dense())];
        var distances = new double[vectors.Length, vectors.Length];
        for (int i = 0; i < vectors.Length; i++)
        {
            for (int j = 0; j < i; j++)
                distances[i, j] = distances[j, i] = Squared(vectors[i].Span, vectors[j].Span);
        }
        return distances;
    }

    private static double Squared(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (int k = 0; k < a.Length; k++)
        {
            var difference = (double)a[k] - b[k];
            sum += difference * difference;
        }
        return sum;
    }
}
