using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Sparse;

/// <summary>
/// Whether the sparse engine's step is shorter than libtorch's. Of each layer it is known below which density it is, as
/// <c>bench training</c> measures it; its time grows with the density, so that with libtorch's time taken from the dense
/// FLOPs a step is shorter if <c>Σ f_l·d_l/b_l &lt; Σ f_l</c> over the layers' FLOPs f, densities d and break-even densities b.
/// </summary>
public static class BreakEven
{
    private const double FullyConnected = 1;
    private const double Convolution = 0.8;
    private const double OneChannel = 4; // libtorch makes little of convolutions of a single channel: denser than dense would still win

    /// <summary>Whether the sparse engine trains this topology faster.</summary>
    public static bool SparseWins(Network network, Topology topology) =>
        SparseWins(network, block => (double)topology.KeptIn(block) / network.Layout.Blocks[block].Count);

    /// <summary>Whether the sparse engine evaluates these weights faster, those that are 0 costing nothing.</summary>
    public static bool SparseWins(Network network, ReadOnlyMemory<float> weights) => SparseWins(network, block =>
    {
        var values = weights.Span[network.Layout.Blocks[block].Offset..network.Layout.Blocks[block].End];
        return 1 - ((double)values.Count(0f) / values.Length);
    });

    private static bool SparseWins(Network network, Func<int, double> density)
    {
        var (sparse, dense) = (0.0, 0.0);
        foreach (var (index, block) in network.Layout.Blocks.Index().Where(b => b.Item.Prunable))
        {
            var flops = (double)block.Count * block.Uses;
            dense += flops;
            sparse += flops * density(index) / (block.Shape.Length == 2 ? FullyConnected : block.Shape[1] == 1 ? OneChannel : Convolution);
        }
        return sparse < dense;
    }
}
