namespace FedPrune.Model.Sparse.Plans;

/// <summary>A layer whose weights can be pruned.</summary>
internal interface IPlanned
{
    /// <summary>Index of its weights among the layout's blocks.</summary>
    int Weight { get; }

    /// <summary>Index lists for the weights that are left.</summary>
    /// <param name="kept">Ascending indices into the block.</param>
    /// <param name="positions">(n) for each of them its position among the layer's weights as the kernels take them, written.</param>
    LayerPlan Plan(ReadOnlySpan<int> kept, Span<int> positions);
}
