using FedPrune.Model.Networks;
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
    public static double PerSample(Topology topology) => Forward(topology) + InputGradient(topology) + WeightGradient(topology);

    /// <summary>The forward pass of one sample.</summary>
    public static double Forward(Topology topology) => Sum(topology, _ => true);

    /// <summary>The gradient of one sample by every kept weight. For a dense one, as growing by gradient needs it, pass a dense topology.</summary>
    public static double WeightGradient(Topology topology) => Sum(topology, _ => true);

    /// <summary>A sparse forward pass and backward pass of one sample in which only the weights' gradient is dense.</summary>
    public static double DenseGradient(Topology topology) =>
        Forward(topology) + InputGradient(topology) + WeightGradient(Topology.Dense(topology.Layout));

    private static double InputGradient(Topology topology) => Sum(topology, block => block.Shape.Length > 1 && block.Layer > 0);

    private static double Sum(Topology topology, Func<ParameterBlock, bool> counts)
    {
        var flops = 0.0;
        for (int b = 0; b < topology.Layout.Blocks.Length; b++)
        {
            var block = topology.Layout.Blocks[b];
            if (counts(block))
                flops += 2.0 * topology.KeptIn(b) * block.Uses;
        }
        return flops;
    }
}
