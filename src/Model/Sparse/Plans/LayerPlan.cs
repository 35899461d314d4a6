namespace FedPrune.Model.Sparse.Plans;

/// <summary>The weights that a topology leaves of one layer, in the order in which the layer's kernels take them.</summary>
internal abstract class LayerPlan;
