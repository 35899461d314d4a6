using System.Numerics;
using System.Runtime.InteropServices;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;

namespace FedPrune.Bench;

/// <summary>
/// The server's passes over updates that no cache holds, in bytes of updates a second, against a loop that only reads them
/// in the same minute; the best of interleaved repetitions on one thread.
/// </summary>
internal static class Aggregation
{
    private const int Cohort = 16, Parameters = 2_000_000, Repetitions = 15, Selected = 11_000_000;
    private const double Density = 0.1;

    /// <summary>What was measured.</summary>
    /// <param name="Name">What was done.</param>
    /// <param name="Milliseconds">CPU time of one repetition.</param>
    /// <param name="Gbs">10⁹ bytes of updates a second.</param>
    /// <param name="ShareOfRead">Of the rate at which the plain loop reads the same bytes.</param>
    internal sealed record Result(string Name, double Milliseconds, double Gbs, double ShareOfRead);

    public static Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments);
        var layout = NetworkOf(Parameters);
        var dense = Updates(Topology.Dense(layout));
        var sparse = Updates(Random(layout));
        double[] weights = [.. Enumerable.Repeat(1.0 / Cohort, Cohort)];
        var (delta, sums, sink) = (new float[Parameters], new double[Parameters], 0.0);
        var mask = sparse[0].Topology;

        var best = Fastest(
            ("read", () => sink += dense.Sum(u => Read(u.Values.Span))),
            ("weighted mean, dense", () => Aggregator.WeightedMean(dense, weights, delta)),
            ("norms", () => sink += dense.Sum(u => Accumulation.SumOfSquares(u.Values.Span))),
            ("dot products", () => sink += Accumulation.Dots([.. dense.Select(u => u.Values)], sums)[0]),
            ("weighted mean, one mask for all", () => Aggregator.WeightedMean(sparse, weights, delta)),
            ("the same, scattered one by one", () => Scattered(sparse, weights, sums, mask)));
        foreach (var (name, seconds) in best)
        {
            var bytes = 4.0 * (name is "weighted mean, one mask for all" or "the same, scattered one by one" ? mask.Count : Parameters) * Cohort;
            Report(options, new Result(name, 1e3 * seconds, 1e-9 * bytes / seconds, bytes / seconds / (4.0 * Parameters * Cohort / best["read"])));
        }
        Report(options, Selection());
        GC.KeepAlive(sink);
        return Task.CompletedTask;
    }

    private static ParameterLayout NetworkOf(int parameters) =>
        new([new ParameterBlock("weight", [parameters], Offset: 0, Layer: 0, Prunable: true, Uses: 1)]);

    private static Topology Random(ParameterLayout layout)
    {
        var random = RandomStream.For(1, Purpose.SyntheticImages, 0);
        return Topology.Of(layout, [.. Enumerable.Range(0, layout.Count).Where(_ => random.NextDouble() < Density)]);
    }

    private static Update[] Updates(Topology topology)
    {
        var random = RandomStream.For(2, Purpose.SyntheticImages, 0);
        return [.. Enumerable.Range(0, Cohort).Select(device => new Update(device, 1, topology, Normal(topology.Count, random)))];
    }

    private static float[] Normal(int count, RandomStream random)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
            value = (float)random.NextNormal();
        return values;
    }

    private static void Scattered(Update[] updates, double[] weights, double[] sums, Topology mask)
    {
        sums.AsSpan().Clear();
        for (int i = 0; i < updates.Length; i++)
            mask.AccumulateInto(sums, updates[i].Values.Span, weights[i]);
    }

    // Four sums, so that no addition waits for the one before.
    private static float Read(ReadOnlySpan<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        for (int k = 0; k <= vectors.Length - 4; k += 4)
        {
            a += vectors[k];
            b += vectors[k + 1];
            c += vectors[k + 2];
            d += vectors[k + 3];
        }
        return Vector.Sum(a + b + c + d);
    }

    private static Result Selection()
    {
        var values = Normal(Selected, RandomStream.For(3, Purpose.SyntheticImages, 0));
        var positions = new int[(int)(Density * Selected)];
        var seconds = Fastest(("", () => MagnitudeSelection.Largest(values, positions)))[""];
        return new Result("largest tenth of 11 million magnitudes", 1e3 * seconds, 4e-9 * Selected / seconds, double.NaN);
    }

    private static Dictionary<string, double> Fastest(params (string Name, Action Action)[] all)
    {
        var best = all.ToDictionary(one => one.Name, _ => double.PositiveInfinity, StringComparer.Ordinal);
        for (int i = 0; i < Repetitions; i++)
        {
            foreach (var (name, action) in all)
            {
                var before = CpuClock.ThreadSeconds();
                action();
                best[name] = Math.Min(best[name], CpuClock.ThreadSeconds() - before);
            }
        }
        return best;
    }

    private static void Report(Options options, Result r)
    {
        if (options.Json)
            Output.Json(r with { ShareOfRead = double.IsNaN(r.ShareOfRead) ? 0 : r.ShareOfRead });
        else
            Output.Line($"{r.Name,-40} {r.Milliseconds,7:F1} ms {r.Gbs,6:F1} GB/s{(double.IsNaN(r.ShareOfRead) ? "" : $", {r.ShareOfRead:P0} of reading")}");
    }
}
