namespace FedPrune.Model.Tailoring;

/// <summary>A mixture of two normal distributions, fitted by expectation and maximisation from the lower and upper quartile.</summary>
public static class TwoNormals
{
    private const int Iterations = 100;

    /// <summary>Which of some numbers belong to the distribution of the larger mean; none where one distribution explains them as well.</summary>
    public static bool[] Upper(ReadOnlySpan<double> numbers)
    {
        double[] sorted = numbers.ToArray();
        Array.Sort(sorted);
        var spread = sorted[^1] - sorted[0];
        if (!(spread > 0))
            return new bool[numbers.Length];
        var low = new Normal(sorted[sorted.Length / 4], spread / 4, 0.5);
        var high = new Normal(sorted[^(1 + (sorted.Length / 4))], spread / 4, 0.5);
        var share = new double[numbers.Length]; // of the upper
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            for (int i = 0; i < share.Length; i++)
            {
                var (a, b) = (low.LogDensity(numbers[i]), high.LogDensity(numbers[i]));
                share[i] = 1 / (1 + Math.Exp(a - b));
            }
            (low, high) = (Normal.Fitted(numbers, share, upper: false, spread), Normal.Fitted(numbers, share, upper: true, spread));
        }
        return AreTwo(numbers, low, high, spread) ? [.. share.Select(s => s > 0.5)] : new bool[share.Length];
    }

    // By Schwarz's criterion (1978): three parameters more must make the numbers that much likelier.
    private static bool AreTwo(ReadOnlySpan<double> numbers, Normal low, Normal high, double spread)
    {
        var one = Normal.Fitted(numbers, new double[numbers.Length], upper: false, spread);
        var gain = 0.0;
        foreach (var x in numbers)
            gain += Math.Log(Math.Exp(low.LogDensity(x)) + Math.Exp(high.LogDensity(x))) - one.LogDensity(x);
        return 2 * gain > 3 * Math.Log(numbers.Length);
    }

    private readonly record struct Normal(double Mean, double Deviation, double Weight)
    {
        public double LogDensity(double x) => Math.Log(Weight) - Math.Log(Deviation) - ((x - Mean) * (x - Mean) / (2 * Deviation * Deviation));

        public static Normal Fitted(ReadOnlySpan<double> numbers, ReadOnlySpan<double> share, bool upper, double spread)
        {
            double weight = 1e-9, sum = 0, squares = 0;
            for (int i = 0; i < numbers.Length; i++)
                weight += upper ? share[i] : 1 - share[i];
            for (int i = 0; i < numbers.Length; i++)
                sum += (upper ? share[i] : 1 - share[i]) * numbers[i];
            var mean = sum / weight;
            for (int i = 0; i < numbers.Length; i++)
                squares += (upper ? share[i] : 1 - share[i]) * (numbers[i] - mean) * (numbers[i] - mean);
            return new Normal(mean, Math.Max(Math.Sqrt(squares / weight), 0.02 * spread), weight / numbers.Length);
        }
    }
}
