namespace FedPrune.Model.Sparse.Plans;

/// <summary>The weights that a topology leaves of one layer, in the order in which the layer's kernels take them.</summary>
internal abstract class LayerPlan
{
    /// <summary>Puts numbers into the order of the plan.</summary>
    /// <param name="compact">(n) by ascending index of their weights.</param>
    /// <param name="planned">(n), written.</param>
    public abstract void Arrange(ReadOnlySpan<float> compact, Span<float> planned);

    /// <summary>The way back from <see cref="Arrange"/>.</summary>
    public abstract void Collect(ReadOnlySpan<float> planned, Span<float> compact);
}
