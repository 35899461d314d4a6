using System.Runtime.InteropServices;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Wire;

/// <summary>
/// The name of a topology on the wire: 64 bits that are the same wherever the same parameters are kept, so that a mask
/// that the receiver already has need not travel again.
/// </summary>
public static class TopologyId
{
    /// <summary>XXH64 of the kept indices as little-endian 32-bit numbers, seeded with the parameter count; never 0.</summary>
    /// <remarks>A dense topology lists no indices: its seed is the complement of the count.</remarks>
    public static ulong Of(Topology topology)
    {
        var parameters = (ulong)topology.Layout.Count;
        var id = topology.IsDense
            ? XxHash64.Hash([], ~parameters)
            : XxHash64.Hash(MemoryMarshal.AsBytes(topology.Kept), parameters);
        return Math.Max(id, 1);
    }
}
