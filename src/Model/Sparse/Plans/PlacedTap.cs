using System.Runtime.CompilerServices;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>A weight of a convolution: where it reads, seen from where it writes.</summary>
/// <param name="Output">Channel that it writes.</param>
/// <param name="Input">Channel that it reads.</param>
/// <param name="Row">Rows from the one to the other.</param>
/// <param name="Column">Columns likewise.</param>
/// <param name="Reaches">Whether it ever reads a pixel, not only halo.</param>
/// <param name="BeginsPair">Whether it and the next one are taken together.</param>
internal readonly record struct PlacedTap(int Output, int Input, int Row, int Column, bool Reaches, bool BeginsPair = false)
{
    /// <summary>Places weights.</summary>
    /// <param name="geometry">The convolution.</param>
    /// <param name="kept">Ascending indices, <paramref name="offset"/> more than into (out, in, row, column).</param>
    /// <param name="offset">Index of the layer's first weight.</param>
    /// <param name="placed">As many, written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Place(ConvolutionGeometry geometry, ReadOnlySpan<int> kept, int offset, Span<PlacedTap> placed)
    {
        var reaches = Array.ConvertAll(geometry.Taps, geometry.Reaches);
        for (int k = 0; k < kept.Length; k++)
        {
            var (pair, t) = Math.DivRem(kept[k] - offset, geometry.Taps.Length);
            var (o, c) = Math.DivRem(pair, geometry.Channels);
            var tap = geometry.Taps[t];
            placed[k] = new PlacedTap(o, (tap.Phase * geometry.Channels) + c, tap.Row, tap.Column, reaches[t]);
        }
    }

    /// <summary>Turns weights to the way back: from the gradient of the output to that of the input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reverse(Span<PlacedTap> placed)
    {
        foreach (ref var tap in placed)
            tap = new PlacedTap(tap.Input, tap.Output, -tap.Row, -tap.Column, tap.Reaches, tap.BeginsPair);
    }

    /// <summary>Makes pairs of weights that follow each other and read neighbouring pixels of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pair(Span<PlacedTap> placed)
    {
        for (int k = 0; k + 1 < placed.Length; k++)
        {
            ref PlacedTap left = ref placed[k], right = ref placed[k + 1];
            if (left.Reaches && right.Reaches && (left.Output, left.Input, left.Row, left.Column + 1) == (right.Output, right.Input, right.Row, right.Column))
            {
                left = left with { BeginsPair = true };
                k++;
            }
        }
    }
}
