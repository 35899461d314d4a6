using FedPrune.Model.Data;
using FedPrune.Model.Networks;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>How a convolution reads its input, split into phases, and writes its output.</summary>
internal sealed class ConvolutionGeometry
{
    public ConvolutionGeometry(Conv2d layer, ImageShape input, ImageShape output)
    {
        (Layer, Channels, Output) = (layer, input.Channels, output);
        (Taps, Phases) = Tap.Of(layer);
        var stride = layer.Stride;
        Input = new ImageShape(
            input.Channels * Phases.Length, (input.Height + stride - 1) / stride, (input.Width + stride - 1) / stride);
    }

    public Conv2d Layer { get; }

    /// <summary>Input channels as declared, before the split into phases.</summary>
    public int Channels { get; }

    /// <summary>Shape of the input, all phases in use of each channel behind each other: (phase, channel).</summary>
    public ImageShape Input { get; }

    public ImageShape Output { get; }

    /// <summary>(kernel²) in row-major order.</summary>
    public Tap[] Taps { get; }

    /// <summary>Remainder, row·stride + column, of each phase in use.</summary>
    public int[] Phases { get; }

    /// <summary>Halo that the input needs so that no tap leaves it.</summary>
    public int InputHalo => Taps.Max(t => Math.Max(
        Outside(t.Row, Output.Height, Input.Height), Outside(t.Column, Output.Width, Input.Width)));

    /// <summary>Halo that the output's gradient needs so that no tap leaves it on the way back.</summary>
    public int OutputHalo => Taps.Max(t => Math.Max(
        Outside(-t.Row, Input.Height, Output.Height), Outside(-t.Column, Input.Width, Output.Width)));

    /// <summary>Whether some output reads a pixel, not only halo, through this tap.</summary>
    public bool Reaches(Tap tap) =>
        Overlap(tap.Row, Output.Height, Input.Height) && Overlap(tap.Column, Output.Width, Input.Width);

    // How far [step, step + from) reaches out of [0, into).
    private static int Outside(int step, int from, int into) => Math.Max(0, Math.Max(-step, step + from - into));

    private static bool Overlap(int step, int from, int into) => Math.Max(step, 0) < Math.Min(step + from, into);
}
