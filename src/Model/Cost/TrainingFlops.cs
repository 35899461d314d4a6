using FedPrune.Model.Pruning;

namespace FedPrune.Model.Cost;

/// <summary>Floating-point operations of training a sparse network.</summary>
public static class TrainingFlops
{
    /// <summary>
    /// Forward and backward of one sample: each kept weight costs a multiplication and an addition at every place it is
    /// used, once forward, once for its own gradient and once for the gradient of its layer's input, which the first
    /// layer does not need. Activations, pooling and the loss are left out, as is usual.
    /// </summary>
    public static double PerSample(Topology topology)
    {
        var flops = 0.0;
        for (int b = 0; b < topology.Layout.Blocks.Length; b++)
        {
            var block = topology.Layout.Blocks[b];
            var passes = block.Shape.Length == 1 || block.Layer == 0 ? 2 : 3;
            flops += 2.0 * passes * topology.KeptIn(b) * block.Uses;
        }
        return flops;
    }
}
