using FedPrune.Model.Pruning;

namespace FedPrune.Model.Cost;

/// <summary>What training a sparse network takes of a device's memory.</summary>
public static class TrainingMemory
{
    private const int PerWeight = 4 * sizeof(float); // the weight, its gradient, its momentum, its index

    /// <summary>
    /// Bytes: for each kept weight four numbers; for each output of a layer with weights its value and its gradient, for
    /// every image of a batch. Code, buffers of the network stack and the images themselves are left out.
    /// </summary>
    public static long Bytes(Topology topology, int batchSize)
    {
        long outputs = 0;
        foreach (var block in topology.Layout.Blocks)
        {
            if (block.Shape.Length > 1)
                outputs += (long)block.Shape[0] * block.Uses;
        }
        return ((long)PerWeight * topology.Count) + (2L * sizeof(float) * batchSize * outputs);
    }
}
