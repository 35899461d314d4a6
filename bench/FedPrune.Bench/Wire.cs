using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Wire;

namespace FedPrune.Bench;

/// <summary>
/// Masks and values of a layer of 600,000 parameters in bytes: how many, against the entropy of the mask, and how fast, in
/// bytes of the dense layer a second of CPU time; the best of many repetitions on one thread.
/// </summary>
internal static class Wire
{
    private const int Parameters = 600_000;
    private const double Seconds = 0.4; // of repetitions: time enough to be compiled for good

    /// <summary>What was measured.</summary>
    /// <param name="Sparsity">Share that is pruned.</param>
    /// <param name="What">mask, or the values' format.</param>
    /// <param name="Format">How the mask was written: the smallest; of values the same as <paramref name="What"/>.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="OverEntropy">The mask's size over the entropy bound; of values their bytes over four a kept value.</param>
    /// <param name="EncodeGbs">10⁹ dense bytes encoded a second, the choice of the format included.</param>
    /// <param name="DecodeGbs">10⁹ dense bytes decoded a second.</param>
    internal sealed record Result(double Sparsity, string What, string Format, long Bytes, double OverEntropy, double EncodeGbs, double DecodeGbs);

    public static Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments);
        var layout = new ParameterLayout([new ParameterBlock("weight", [Parameters], Offset: 0, Layer: 0, Prunable: true, Uses: 1)]);
        Mask(Random(layout, 0.5), 0.5); // so that all code is compiled for good
        foreach (var sparsity in (double[])[0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99])
        {
            var topology = Random(layout, sparsity);
            Report(options, Mask(topology, sparsity));
            foreach (var format in Enum.GetValues<ValueFormat>())
                Report(options, Values(topology, format, sparsity));
        }
        return Task.CompletedTask;
    }

    private static Topology Random(ParameterLayout layout, double sparsity)
    {
        var random = RandomStream.For(1, Purpose.SyntheticImages, 0);
        return Topology.Of(layout, [.. Enumerable.Range(0, layout.Count).Where(_ => random.NextDouble() >= sparsity)]);
    }

    private static Result Mask(Topology topology, double sparsity)
    {
        var bytes = MaskCodec.Encode(topology, out var format);
        var encode = Fastest(() => MaskCodec.Encode(topology, out _));
        var decode = Fastest(() => MaskCodec.Decode(topology.Layout, format, bytes));
        var density = (double)topology.Count / topology.Layout.Count;
        var entropy = -topology.Layout.Count * ((density * Math.Log2(density)) + ((1 - density) * Math.Log2(1 - density))) / 8;
        return new Result(sparsity, "mask", format.ToString(), bytes.Length, bytes.Length / entropy, encode, decode);
    }

    private static Result Values(Topology topology, ValueFormat format, double sparsity)
    {
        var values = new float[topology.Count];
        var random = RandomStream.For(2, Purpose.SyntheticImages, 0);
        foreach (ref var value in values.AsSpan())
            value = (float)random.NextNormal();
        var bytes = new byte[ValueCodec.EncodedSize(format, topology)];
        var encode = Fastest(() => ValueCodec.Encode(format, topology, values, bytes, random));
        var decode = Fastest(() => ValueCodec.Decode(format, topology, bytes, values));
        return new Result(sparsity, "values", format.ToString(), bytes.Length, bytes.Length / (4.0 * values.Length), encode, decode);
    }

    private static double Fastest(Action action)
    {
        var (best, end) = (double.PositiveInfinity, CpuClock.ThreadSeconds() + Seconds);
        for (double before = 0; before < end;)
        {
            before = CpuClock.ThreadSeconds();
            action();
            best = Math.Min(best, CpuClock.ThreadSeconds() - before);
        }
        return 4e-9 * Parameters / best;
    }

    private static void Report(Options options, Result r)
    {
        if (options.Json)
            Output.Json(r);
        else
            Output.Line($"{r.Sparsity:P0} {r.What,-6} {r.Format,-6} {r.Bytes,9} bytes, {r.OverEntropy:F3} of {(r.What == "mask" ? "the entropy bound" : "fp32"),-17} encode {r.EncodeGbs,5:F1} GB/s, decode {r.DecodeGbs,5:F1} GB/s");
    }
}
