using FedPrune.Model.Sparse.Kernels;
using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Layers;

/// <summary>ReLU in place: nobody before it needs the values that it changes. The halo of zeros stays zero.</summary>
internal sealed unsafe class Rectification<TSimd, TVector>(FeatureMap map) : SparseLayer
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    public override void Forward(int images) => Rectifier<TSimd, TVector>.Forward(map.Value - map.Layout.Origin, Length(images));

    public override void Backward(int images)
    {
        if (map.HasGradient)
            Rectifier<TSimd, TVector>.Backward(map.Value - map.Layout.Origin, map.Gradient - map.Layout.Origin, Length(images));
    }

    private nint Length(int images) => (nint)map.Layout.Groups(images) * map.Layout.GroupStride;
}
