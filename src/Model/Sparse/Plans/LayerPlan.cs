namespace FedPrune.Model.Sparse.Plans;

/// <summary>The weights that a topology leaves of one layer, in the order in which the layer's kernels take them.</summary>
/// <param name="order">(n) for each weight in compact order its position in the plan.</param>
internal abstract class LayerPlan(int[] order)
{
    /// <summary>(n) for each weight in compact order its position in the plan.</summary>
    public ReadOnlySpan<int> Positions => order;
}
