using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Wire.Protocol;

namespace FedPrune.Model.Wire;

/// <summary>What a header says, held against what the receiver knows.</summary>
internal static class HeaderChecks
{
    /// <summary>Refuses another kind of payload, or one for another network.</summary>
    public static void Expect(this PayloadHeader header, PayloadKind kind, ParameterLayout layout)
    {
        if (header.Kind != kind)
            throw new WireFormatException(WireFault.Header, $"a payload of kind {kind} is expected, this is {header.Kind}");
        if (header.Parameters != layout.Count)
            throw new WireFormatException(WireFault.Shape, $"it is for a network of {header.Parameters} parameters, here are {layout.Count}");
    }

    /// <summary>A number of the header that is held as an <see cref="int"/> here.</summary>
    public static int Small(uint number, string name) => number <= int.MaxValue
        ? (int)number
        : throw new WireFormatException(WireFault.Header, $"{name} {number} is more than {int.MaxValue}");

    /// <summary>The topology that the receiver keeps under an id.</summary>
    public static Topology Recall(ulong id, Func<ulong, Topology?>? recall, ParameterLayout layout)
    {
        var known = recall?.Invoke(id);
        return known is not null && known.Layout.Count == layout.Count
            ? known
            : throw new WireFormatException(WireFault.MaskId, $"topology {id:x16} is not known here");
    }

    /// <summary>The values of a payload, once their topology is known.</summary>
    public static float[] ReadValues(this PayloadHeader header, Topology topology, ReadOnlySpan<byte> bytes)
    {
        var format = Coding.Format(header.ValueCoding);
        var size = ValueCodec.EncodedSize(format, topology);
        if (header.Kept != topology.Count || bytes.Length != size)
            throw new WireFormatException(
                WireFault.Shape, $"{header.Kept} values in {bytes.Length} bytes, the topology has {topology.Count} in {size}");
        var values = GC.AllocateUninitializedArray<float>(topology.Count);
        ValueCodec.Decode(format, topology, bytes, values);
        return values;
    }
}
