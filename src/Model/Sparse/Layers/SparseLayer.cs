using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Plans;

namespace FedPrune.Model.Sparse.Layers;

/// <summary>One step of the way forward and back, between feature maps that it knows.</summary>
internal abstract class SparseLayer
{
    /// <summary>Computes the values of its output for a batch.</summary>
    public abstract void Forward(int images);

    /// <summary>Computes the gradients of its input and adds up those of its weights, given the gradient of its output.</summary>
    public abstract void Backward(int images);

    /// <summary>Takes the weights of another topology; layers without weights need none.</summary>
    public virtual void Use(NetworkPlan plan, ParameterMemory parameters)
    {
    }

    /// <summary>Images, in whole vectors, that a layer between these two must compute, so that no group holds old numbers.</summary>
    protected static int Vectors(int images, FeatureMap a, FeatureMap b, int width)
    {
        var lanes = Math.Max(a.Layout.Lanes, b.Layout.Lanes);
        return (images + lanes - 1) / lanes * (lanes / width);
    }
}
