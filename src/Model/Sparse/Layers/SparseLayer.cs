using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Plans;

namespace FedPrune.Model.Sparse.Layers;

/// <summary>One step of the way forward and back, between feature maps that it knows.</summary>
/// <param name="maps">Those that it reads or writes.</param>
internal abstract class SparseLayer(params ReadOnlySpan<FeatureMap> maps)
{
    /// <summary>Images that it takes at a time: the most lanes of its maps, so that no group holds old numbers.</summary>
    public int Lanes { get; } = Most(maps);

    /// <summary>Computes the values of its output.</summary>
    public abstract void Forward(Images images);

    /// <summary>Computes the gradients of its input and adds up those of its weights, given the gradient of its output.</summary>
    public abstract void Backward(Images images);

    /// <summary>Takes the weights of another topology; layers without weights need none.</summary>
    public virtual void Use(NetworkPlan plan, ParameterMemory parameters)
    {
    }

    /// <summary>The vectors of images that it computes.</summary>
    protected (int First, int End) Vectors(Images images, int width) =>
        (images.First / width, (images.End + Lanes - 1) / Lanes * (Lanes / width));

    private static int Most(ReadOnlySpan<FeatureMap> maps)
    {
        var most = 0;
        foreach (var map in maps)
            most = Math.Max(most, map.Layout.Lanes);
        return most;
    }
}
