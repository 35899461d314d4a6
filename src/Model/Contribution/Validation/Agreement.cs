namespace FedPrune.Model.Contribution.Validation;

/// <summary>How far two ways to score the same players agree.</summary>
public static class Agreement
{
    /// <summary>Pearson's correlation; 0 where either does not vary.</summary>
    public static double Pearson(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        if (a.Count != b.Count || a.Count == 0)
            throw new ArgumentException($"{a.Count} and {b.Count} scores cannot be compared");
        var (meanA, meanB) = (a.Average(), b.Average());
        var (together, ofA, ofB) = (0.0, 0.0, 0.0);
        for (int i = 0; i < a.Count; i++)
        {
            together += (a[i] - meanA) * (b[i] - meanB);
            ofA += (a[i] - meanA) * (a[i] - meanA);
            ofB += (b[i] - meanB) * (b[i] - meanB);
        }
        return ofA > 0 && ofB > 0 ? together / Math.Sqrt(ofA * ofB) : 0;
    }

    /// <summary>Spearman's correlation: Pearson's of the ranks, of equal scores the mean rank.</summary>
    public static double Spearman(IReadOnlyList<double> a, IReadOnlyList<double> b) => Pearson(Ranks(a), Ranks(b));

    /// <summary>The distances between two lists of scores, each divided by its sum.</summary>
    /// <returns>The sum of differences and the root of the sum of their squares; NaN where a sum is 0.</returns>
    public static (double L1, double L2) Distances(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var (sumA, sumB) = (a.Sum(), b.Sum());
        double[] differences = [.. a.Zip(b, (x, y) => (x / sumA) - (y / sumB))];
        return (differences.Sum(Math.Abs), Math.Sqrt(differences.Sum(d => d * d)));
    }

    /// <summary>
    /// How well low scores tell noisy devices from others: the probability that one of them scores below one of the others,
    /// equal scores counting half (area under the ROC curve). 1 is perfect, 0.5 is chance, NaN where there are not both.
    /// </summary>
    /// <param name="scores">A score for each device.</param>
    /// <param name="noisy">Which of them are noisy.</param>
    public static double NoisyAuc(IReadOnlyList<double> scores, IReadOnlyList<bool> noisy)
    {
        var (wins, pairs) = (0.0, 0);
        for (int i = 0; i < scores.Count; i++)
        {
            for (int j = 0; j < scores.Count; j++)
            {
                if (!noisy[i] || noisy[j])
                    continue;
                pairs++;
                wins += scores[i] < scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }
        return wins / pairs;
    }

    private static double[] Ranks(IReadOnlyList<double> scores) =>
        [.. scores.Select(score => scores.Count(other => other < score) + ((scores.Count(other => other == score) + 1) / 2.0))];
}
