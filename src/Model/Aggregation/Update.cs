using FedPrune.Model.Pruning;

namespace FedPrune.Model.Aggregation;

/// <summary>What one device sends back: the change of its sparse model by local training.</summary>
/// <param name="Device">Index of the device.</param>
/// <param name="Samples">n_i, the number of samples it trained on.</param>
/// <param name="Topology">Which weights it held.</param>
/// <param name="Values">u_i = w_i − W⊙M, compact in the topology's order.</param>
public sealed record Update(int Device, int Samples, Topology Topology, ReadOnlyMemory<float> Values)
{
    /// <summary>Mean training loss of its last epoch.</summary>
    public double Loss { get; init; }

    /// <summary>Virtual seconds from the start of the round until it was there.</summary>
    public double Seconds { get; init; }

    /// <summary>What the device sent besides, where the algorithm has it do so.</summary>
    public SideReport? Report { get; init; }

    /// <summary>Whether the device was taken for noisy when it was asked.</summary>
    public bool Suspected { get; init; }

    /// <summary>The update as (P) numbers, 0 where the device held nothing.</summary>
    public float[] Dense()
    {
        var dense = new float[Topology.Layout.Count];
        Topology.Expand(Values.Span, dense);
        return dense;
    }
}
