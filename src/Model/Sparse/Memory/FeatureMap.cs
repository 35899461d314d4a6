namespace FedPrune.Model.Sparse.Memory;

/// <summary>The numbers between two layers, for a batch: their values and the loss's gradient by them.</summary>
/// <param name="layout">How values and gradient lie.</param>
/// <param name="value">Memory for the values.</param>
/// <param name="gradient">Memory for the gradient, maybe other maps' too; null if nobody asks for it.</param>
internal sealed unsafe class FeatureMap(FeatureLayout layout, PinnedArray<float> value, PinnedArray<float>? gradient)
{
    public FeatureLayout Layout { get; } = layout;

    public bool HasGradient => GradientMemory is not null;

    /// <summary>Where the gradient lies.</summary>
    public PinnedArray<float>? GradientMemory { get; } = gradient;

    /// <summary>Row 0, column 0 of the first channel and group.</summary>
    public float* Value => value.Pointer + Layout.Origin;

    /// <summary>As <see cref="Value"/>; only of a map that has a gradient.</summary>
    public float* Gradient => GradientMemory!.Pointer + Layout.Origin;

    /// <summary>The same memory seen as another shape of as many numbers; both must be flat.</summary>
    public FeatureMap As(FeatureLayout other) => new(other, value, GradientMemory);

    /// <summary>Forgets groups of the batches before.</summary>
    public void Clear(int first, int end)
    {
        var groups = (first * Layout.GroupStride)..(end * Layout.GroupStride);
        value.Span[groups].Clear();
        GradientMemory?.Span[groups].Clear();
    }
}
