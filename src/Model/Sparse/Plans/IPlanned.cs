namespace FedPrune.Model.Sparse.Plans;

/// <summary>A layer whose weights can be pruned.</summary>
internal interface IPlanned
{
    /// <summary>Index of its weights among the layout's blocks.</summary>
    int Weight { get; }

    /// <summary>Index lists for the weights that are left.</summary>
    /// <param name="kept">Ascending indices, <paramref name="offset"/> more than into the block.</param>
    /// <param name="offset">Index of the block's first weight.</param>
    LayerPlan Plan(ReadOnlySpan<int> kept, int offset);
}
