using FedPrune.Model.Sparse.Kernels;
using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Layers;

/// <summary>The largest pixel of each square, with the ReLU before it if <paramref name="rectify"/>.</summary>
internal sealed unsafe class MaxPool<TSimd, TVector>(FeatureMap input, FeatureMap output, int size, bool rectify)
    : SparseLayer(input, output)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    public override void Forward(Images images)
    {
        for (var (v, end) = Vectors(images, TSimd.Width); v < end; v++)
        {
            MaxPooling<TSimd, TVector>.Forward(
                new(input.Value, input.Layout, v, TSimd.Width), new(output.Value, output.Layout, v, TSimd.Width), size, rectify);
        }
    }

    public override void Backward(Images images)
    {
        for (var (v, end) = Vectors(images, TSimd.Width); input.HasGradient && v < end; v++)
        {
            ImageVector value = new(output.Value, output.Layout, v, TSimd.Width);
            MaxPooling<TSimd, TVector>.Backward(
                new(input.Value, input.Layout, v, TSimd.Width), value.Start, new(output.Gradient, output.Layout, v, TSimd.Width),
                new(input.Gradient, input.Layout, v, TSimd.Width), size, rectify);
        }
    }
}

/// <summary>The mean of each square.</summary>
internal sealed unsafe class AveragePool<TSimd, TVector>(FeatureMap input, FeatureMap output, int size) : SparseLayer(input, output)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    public override void Forward(Images images)
    {
        for (var (v, end) = Vectors(images, TSimd.Width); v < end; v++)
        {
            AveragePooling<TSimd, TVector>.Forward(
                new(input.Value, input.Layout, v, TSimd.Width), new(output.Value, output.Layout, v, TSimd.Width), size);
        }
    }

    public override void Backward(Images images)
    {
        for (var (v, end) = Vectors(images, TSimd.Width); input.HasGradient && v < end; v++)
        {
            AveragePooling<TSimd, TVector>.Backward(
                new(output.Gradient, output.Layout, v, TSimd.Width), new(input.Gradient, input.Layout, v, TSimd.Width), size);
        }
    }
}
