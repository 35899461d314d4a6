using FedPrune.Model.Pruning;

namespace FedPrune.Model.Aggregation;

/// <summary>What one device sends back: the change of its sparse model by local training.</summary>
/// <param name="Device">Index of the device.</param>
/// <param name="Samples">n_i, the number of samples it trained on.</param>
/// <param name="Topology">Which weights it held.</param>
/// <param name="Values">u_i = w_i − W⊙M, compact in the topology's order.</param>
public sealed record Update(int Device, int Samples, Topology Topology, ReadOnlyMemory<float> Values)
{
    /// <summary>The update as (P) numbers, 0 where the device held nothing.</summary>
    public float[] Dense()
    {
        var dense = new float[Topology.Layout.Count];
        Topology.Expand(Values.Span, dense);
        return dense;
    }
}
