using System.Collections.Immutable;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tailoring;

/// <summary>
/// Devices of different widths: with rate r a device has the first <c>⌈r·C⌉</c> channels of every layer, of the input and the
/// classes all (HeteroFL, Diao et al., 2021, without its scaling of activations). Which rate is a device's is drawn once.
/// </summary>
/// <param name="Rates">Each in (0, 1], equally likely.</param>
public sealed record Widths(ImmutableArray<double> Rates) : TailoringRule
{
    public override Func<int, Share> Shares(TailoringRound round)
    {
        var shares = Rates.Select(rate => new Share(Of(round.Plan.Sent.Layout, rate), DeviceWork.Training, MaskTravels: false)).ToArray();
        return device => shares[RandomStream.For(round.Plan.Seed, Purpose.Widths, device: device).Next(shares.Length)];
    }

    /// <summary>The topology of a rate.</summary>
    public static Topology Of(ParameterLayout layout, double rate)
    {
        var last = layout.Layers - 1;
        var channels = 0; // of the layer before
        var kept = new List<int>();
        foreach (var block in layout.Blocks)
        {
            var outputs = block.Layer == last ? block.Shape[0] : Narrowed(block.Shape[0], rate);
            if (block.Shape.Length == 1)
            {
                kept.AddRange(Enumerable.Range(block.Offset, outputs));
                continue;
            }
            AddRows(block, outputs, Inputs(block, channels, rate), kept);
            channels = block.Shape[0];
        }
        return Topology.Of(layout, [.. kept]);
    }

    // A flattened image has its channels behind each other: the first inputs are those of the first channels.
    private static int Inputs(ParameterBlock block, int channels, double rate)
    {
        var inputs = block.Shape[1];
        if (block.Layer == 0)
            return inputs;
        return block.Shape.Length == 2 && inputs % channels == 0
            ? inputs / channels * Narrowed(channels, rate)
            : Narrowed(inputs, rate);
    }

    private static void AddRows(ParameterBlock block, int outputs, int inputs, List<int> kept)
    {
        var row = block.Count / block.Shape[0];
        var taken = row / block.Shape[1] * inputs;
        for (int output = 0; output < outputs; output++)
            kept.AddRange(Enumerable.Range(block.Offset + (output * row), taken));
    }

    private static int Narrowed(int channels, double rate) => Math.Max(1, (int)Math.Ceiling(rate * channels * (1 - 1e-12)));
}
