using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>Index lists of a whole network for one topology: nothing in it changes, and all devices of a round share it.</summary>
internal sealed class NetworkPlan
{
    private readonly Dictionary<int, LayerPlan> _layers = []; // by index of the weights' block
    private readonly int[] _positions; // by index in compact order

    /// <summary>Makes the lists.</summary>
    /// <param name="topology">Which weights are left.</param>
    /// <param name="layers">The layers with prunable weights.</param>
    public NetworkPlan(Topology topology, IEnumerable<IPlanned> layers)
    {
        Topology = topology;
        _positions = GC.AllocateUninitializedArray<int>(topology.Count);
        foreach (var layer in layers)
            _layers.Add(layer.Weight, Placed(layer));
        for (int block = 0; block < topology.Layout.Blocks.Length; block++)
        {
            if (!_layers.ContainsKey(block))
                Count(_positions.AsSpan(topology.CompactRange(block)), First(block));
        }
    }

    public Topology Topology { get; }

    /// <summary>The index lists of a layer.</summary>
    public TPlan Layer<TPlan>(int weight)
        where TPlan : LayerPlan => (TPlan)_layers[weight];

    /// <summary>Where a block's weights begin among all that are left.</summary>
    public int First(int block) => Topology.CompactRange(block).Start.Value;

    /// <summary>Puts compact numbers into the order of the plan.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Arrange(ReadOnlySpan<float> compact, Span<float> planned)
    {
        for (int k = 0; k < _positions.Length; k++)
            planned[_positions[k]] = compact[k];
    }

    /// <summary><c>compact[k] = w[k] − start[k]</c>, w in the order of the plan.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Change(ReadOnlySpan<float> planned, ReadOnlySpan<float> start, Span<float> compact)
    {
        for (int k = 0; k < _positions.Length; k++)
            compact[k] = planned[_positions[k]] - start[k];
    }

    private LayerPlan Placed(IPlanned layer)
    {
        var range = Topology.CompactRange(layer.Weight);
        var positions = _positions.AsSpan(range);
        var plan = Topology.IsDense
            ? Dense(layer, positions)
            : layer.Plan(Topology.Kept[range], Topology.Layout.Blocks[layer.Weight].Offset, positions);
        TensorPrimitives.Add(positions, range.Start.Value, positions);
        return plan;
    }

    private static LayerPlan Dense(IPlanned layer, Span<int> positions)
    {
        var rented = ArrayPool<int>.Shared.Rent(positions.Length);
        var kept = rented.AsSpan(0, positions.Length);
        Count(kept, 0);
        var plan = layer.Plan(kept, 0, positions);
        ArrayPool<int>.Shared.Return(rented);
        return plan;
    }

    // from, from + 1, …
    private static void Count(Span<int> numbers, int from)
    {
        for (int k = 0; k < numbers.Length; k++)
            numbers[k] = from + k;
    }
}
