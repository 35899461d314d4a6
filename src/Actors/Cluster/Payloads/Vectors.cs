using System.Runtime.InteropServices;
using FedPrune.Actors.Cluster.Protocol;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Wire;
using Google.Protobuf;

namespace FedPrune.Actors.Cluster.Payloads;

/// <summary>Numbers and topologies between nodes: bit for bit, so that a run on several nodes is the run on one.</summary>
internal static class Vectors
{
    public static ByteString Of(ReadOnlyMemory<float> values) => ByteString.CopyFrom(MemoryMarshal.AsBytes(values.Span));

    /// <summary>The numbers of some bytes, whatever they are: whether they are finite is for whoever uses them to check.</summary>
    /// <exception cref="WireFormatException">They are not as many as they should be.</exception>
    public static float[] Read(ByteString bytes, int? count = null)
    {
        if (bytes.Length % sizeof(float) != 0 || (count is { } wanted && bytes.Length != sizeof(float) * (long)wanted))
            throw new WireFormatException(WireFault.Shape, $"{bytes.Length} bytes are not {count?.ToString() ?? "a number of"} numbers");
        return MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray();
    }

    public static TopologyProto Of(Topology topology)
    {
        var proto = new TopologyProto { Dense = topology.IsDense };
        if (topology.IsDense)
            return proto;
        proto.Gaps.Capacity = topology.Count;
        var before = -1;
        foreach (var kept in topology.Kept)
        {
            proto.Gaps.Add((uint)(kept - before));
            before = kept;
        }
        return proto;
    }

    /// <summary>Reads a topology.</summary>
    /// <exception cref="WireFormatException">It is no topology of the network.</exception>
    public static Topology Read(TopologyProto? proto, ParameterLayout layout)
    {
        if (proto is null)
            throw new WireFormatException(WireFault.Mask, "a topology is missing");
        if (proto.Dense)
            return Topology.Dense(layout);
        var kept = new int[proto.Gaps.Count];
        long before = -1;
        for (int k = 0; k < kept.Length; k++)
        {
            before += proto.Gaps[k];
            if (proto.Gaps[k] == 0 || before >= layout.Count)
                throw new WireFormatException(WireFault.Mask, $"kept index {before} is not within the network's {layout.Count}, or not the next");
            kept[k] = (int)before;
        }
        return Topology.Of(layout, kept);
    }

    public static SideReportProto Of(SideReport report)
    {
        var proto = new SideReportProto { Values = Of(report.Values) };
        if (report.Where is { } where)
            proto.Where = Of(where);
        return proto;
    }

    public static SideReport Read(SideReportProto proto, ParameterLayout layout)
    {
        var where = proto.Where is null ? null : Read(proto.Where, layout);
        var values = Read(proto.Values);
        return where is null || values.Length == 0 || values.Length == where.Count
            ? new SideReport(where, values)
            : throw new WireFormatException(WireFault.Shape, $"{values.Length} numbers for {where.Count} parameters");
    }

    /// <summary>A number that fits where it is used.</summary>
    /// <exception cref="WireFormatException">It is not below <paramref name="below"/>.</exception>
    public static int Whole(uint number, long below, string what) => number < below
        ? (int)number
        : throw new WireFormatException(WireFault.Header, $"{what} {number} is not below {below}");
}
