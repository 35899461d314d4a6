using FedPrune.Model.Sparse.Kernels;
using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Layers;

/// <summary>The same numbers in another layout, or for a branch that changes them.</summary>
internal sealed unsafe class Copy<TSimd, TVector>(FeatureMap input, FeatureMap output, bool addsGradient) : SparseLayer(input, output)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    public override void Forward(Images images)
    {
        for (var (v, end) = Vectors(images, TSimd.Width); v < end; v++)
            Copying<TSimd, TVector>.Copy(new(input.Value, input.Layout, v, TSimd.Width), new(output.Value, output.Layout, v, TSimd.Width));
    }

    public override void Backward(Images images)
    {
        for (var (v, end) = Vectors(images, TSimd.Width); input.HasGradient && v < end; v++)
        {
            ImageVector from = new(output.Gradient, output.Layout, v, TSimd.Width), to = new(input.Gradient, input.Layout, v, TSimd.Width);
            if (addsGradient)
                Copying<TSimd, TVector>.Add(from, to);
            else
                Copying<TSimd, TVector>.Copy(from, to);
        }
    }
}

/// <summary>Splits a map into the phases that a convolution with a stride reads.</summary>
internal sealed unsafe class Phases<TSimd, TVector>(
    FeatureMap input, FeatureMap output, ConvolutionGeometry geometry, bool addsGradient) : SparseLayer(input, output)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly bool _isWhole = geometry.Phases.Length == geometry.Layer.Stride * geometry.Layer.Stride; // every pixel is in a phase

    public override void Forward(Images images)
    {
        for (var (v, end) = Vectors(images, TSimd.Width); v < end; v++)
        {
            for (int phase = 0; phase < geometry.Phases.Length; phase++)
            {
                PhaseSplitting<TSimd, TVector>.Split(
                    new(input.Value, input.Layout, v, TSimd.Width), new(output.Value + First(phase), output.Layout, v, TSimd.Width),
                    geometry.Layer.Stride, geometry.Phases[phase]);
            }
        }
    }

    public override void Backward(Images images)
    {
        if (!input.HasGradient)
            return;
        for (var (v, end) = Vectors(images, TSimd.Width); v < end; v++)
        {
            ImageVector gradient = new(input.Gradient, input.Layout, v, TSimd.Width);
            if (!addsGradient && !_isWhole)
                Border<TSimd, TVector>.Clear(gradient, 0, 0);
            for (int phase = 0; phase < geometry.Phases.Length; phase++)
            {
                PhaseSplitting<TSimd, TVector>.Join(
                    new(output.Gradient + First(phase), output.Layout, v, TSimd.Width), gradient, geometry.Layer.Stride, geometry.Phases[phase],
                    addsGradient);
            }
        }
    }

    private nint First(int phase) => (nint)phase * geometry.Channels * output.Layout.ChannelStride;
}

/// <summary>
/// The end of a residual block: <c>sum += shorter</c>. On the way back both ways get the sum's gradient; the identity is
/// the input of the block and has been given none before.
/// </summary>
internal sealed unsafe class Addition<TSimd, TVector>(FeatureMap sum, FeatureMap shorter) : SparseLayer(sum, shorter)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    public override void Forward(Images images)
    {
        for (var (v, end) = Vectors(images, TSimd.Width); v < end; v++)
            Copying<TSimd, TVector>.Add(new(shorter.Value, shorter.Layout, v, TSimd.Width), new(sum.Value, sum.Layout, v, TSimd.Width));
    }

    public override void Backward(Images images)
    {
        for (var (v, end) = Vectors(images, TSimd.Width); shorter.HasGradient && v < end; v++)
            Copying<TSimd, TVector>.Copy(new(sum.Gradient, sum.Layout, v, TSimd.Width), new(shorter.Gradient, shorter.Layout, v, TSimd.Width));
    }
}
