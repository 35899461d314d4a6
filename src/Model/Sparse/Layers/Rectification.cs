using FedPrune.Model.Sparse.Kernels;
using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Layers;

/// <summary>ReLU in place: nobody before it needs the values that it changes. The halo of zeros stays zero.</summary>
internal sealed unsafe class Rectification<TSimd, TVector>(FeatureMap map) : SparseLayer(map)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    public override void Forward(Images images) => Rectifier<TSimd, TVector>.Forward(map.Value + Start(images), Length(images));

    public override void Backward(Images images)
    {
        if (map.HasGradient)
            Rectifier<TSimd, TVector>.Backward(map.Value + Start(images), map.Gradient + Start(images), Length(images));
    }

    private nint Start(Images images) => ((nint)(images.First / Lanes) * map.Layout.GroupStride) - map.Layout.Origin;

    private nint Length(Images images) => (nint)(map.Layout.Groups(images.End) - (images.First / Lanes)) * map.Layout.GroupStride;
}
