using System.Buffers;
using System.Numerics.Tensors;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>Index lists of a whole network for one topology: nothing in it changes, and all devices of a round share it.</summary>
internal sealed class NetworkPlan
{
    private readonly Dictionary<int, LayerPlan> _layers = []; // by index of the weights' block

    /// <summary>Makes the lists.</summary>
    /// <param name="topology">Which weights are left.</param>
    /// <param name="layers">The layers with prunable weights.</param>
    public NetworkPlan(Topology topology, IEnumerable<IPlanned> layers)
    {
        Topology = topology;
        foreach (var layer in layers)
            _layers.Add(layer.Weight, topology.IsDense ? Dense(layer) : Pruned(layer));
    }

    public Topology Topology { get; }

    /// <summary>The index lists of a layer.</summary>
    public TPlan Layer<TPlan>(int weight)
        where TPlan : LayerPlan => (TPlan)_layers[weight];

    /// <summary>Where a block's weights begin among all that are left.</summary>
    public int First(int block) => Topology.CompactRange(block).Start.Value;

    /// <summary>Puts compact numbers into the order of the plan.</summary>
    public void Arrange(ReadOnlySpan<float> compact, Span<float> planned)
    {
        for (int block = 0; block < Topology.Layout.Blocks.Length; block++)
        {
            var range = Topology.CompactRange(block);
            if (_layers.TryGetValue(block, out var layer))
                layer.Arrange(compact[range], planned[range]);
            else
                compact[range].CopyTo(planned[range]);
        }
    }

    /// <summary><c>compact[k] = w[k] − start[k]</c>, w in the order of the plan.</summary>
    public void Change(ReadOnlySpan<float> planned, ReadOnlySpan<float> start, Span<float> compact)
    {
        for (int block = 0; block < Topology.Layout.Blocks.Length; block++)
        {
            var range = Topology.CompactRange(block);
            if (_layers.TryGetValue(block, out var layer))
                layer.Collect(planned[range], compact[range]);
            else
                planned[range].CopyTo(compact[range]);
        }
        TensorPrimitives.Subtract(compact, start, compact);
    }

    private LayerPlan Pruned(IPlanned layer) =>
        layer.Plan(Topology.Kept[Topology.CompactRange(layer.Weight)], Topology.Layout.Blocks[layer.Weight].Offset);

    private LayerPlan Dense(IPlanned layer)
    {
        var weights = Topology.KeptIn(layer.Weight);
        var rented = ArrayPool<int>.Shared.Rent(weights);
        for (int k = 0; k < weights; k++)
            rented[k] = k;
        var plan = layer.Plan(rented.AsSpan(0, weights), 0);
        ArrayPool<int>.Shared.Return(rented);
        return plan;
    }
}
