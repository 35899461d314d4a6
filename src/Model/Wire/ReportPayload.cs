using System.Runtime.InteropServices;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Wire.Protocol;

namespace FedPrune.Model.Wire;

/// <summary>
/// What travels besides models and updates: numbers for every parameter, numbers for some prunable ones (their mask goes with
/// them), which prunable ones only, or a few numbers of no parameter. Numbers are fp32.
/// </summary>
public static class ReportPayload
{
    /// <summary>Bytes of a report, all included.</summary>
    /// <exception cref="OverflowException">More than 2 GiB.</exception>
    public static int SizeOf(SideReport report) => checked((int)PayloadFrame.Size(Header(report, 0, 0, Mask(report))));

    /// <summary>The report in bytes.</summary>
    /// <param name="report">What is said.</param>
    /// <param name="round">The round, from 0 on.</param>
    /// <param name="device">Whom it is from or for, from 0 on.</param>
    public static byte[] Encode(SideReport report, int round, int device)
    {
        var mask = Mask(report);
        var header = Header(report, round, device, mask);
        var bytes = new byte[PayloadFrame.Size(header)];
        var start = PayloadFrame.WriteHeader(header, bytes);
        if (mask is not null)
            MaskCodec.Encode(mask, bytes.AsSpan(start, mask.Size));
        MemoryMarshal.AsBytes(report.Values.Span).CopyTo(bytes.AsSpan(start + (int)header.MaskBytes));
        PayloadFrame.Seal(bytes);
        return bytes;
    }

    /// <summary>Reads and checks a report.</summary>
    /// <param name="bytes">The payload, no more and no less.</param>
    /// <param name="layout">The receiver's network.</param>
    /// <param name="limits">The most it accepts.</param>
    /// <exception cref="WireFormatException">Anything is wrong: <see cref="WireFormatException.Fault"/> says what.</exception>
    public static SideReport Decode(ReadOnlySpan<byte> bytes, ParameterLayout layout, WireLimits limits)
    {
        var header = PayloadFrame.Read(bytes, limits, out var mask, out var values);
        if (header.Kind != PayloadKind.Report)
            throw new WireFormatException(WireFault.Header, $"this is not a report but a payload of kind {header.Kind}");
        if (header.ValueBytes != sizeof(float) * (ulong)header.Kept)
            throw new WireFormatException(WireFault.Values, $"{header.Kept} numbers are not {header.ValueBytes} bytes");
        var where = Where(header, layout, mask);
        if (where is not null && header.Kept != 0 && header.Kept != where.Count)
            throw new WireFormatException(WireFault.Values, $"{header.Kept} numbers for {where.Count} parameters");
        var numbers = MemoryMarshal.Cast<byte, float>(values).ToArray();
        return Finiteness.OfAll(numbers)
            ? new SideReport(where, numbers)
            : throw new WireFormatException(WireFault.Values, "a number is not finite");
    }

    private static Topology? Where(PayloadHeader header, ParameterLayout layout, ReadOnlySpan<byte> mask)
    {
        if (header.MaskCoding == MaskCoding.Absent)
            return mask.IsEmpty ? null : throw new WireFormatException(WireFault.Header, $"{mask.Length} bytes of a mask that is declared absent");
        if (header.Parameters != (uint)layout.Count)
            throw new WireFormatException(WireFault.Header, $"it is of a network of {header.Parameters} parameters, not {layout.Count}");
        var decoded = MaskCodec.Decode(layout, Coding.Format(header.MaskCoding), mask);
        return decoded.IsDense ? decoded : Topology.Of(layout, [.. decoded.Kept.ToArray().Where(new Prunable(layout).Contains)]);
    }

    // The codec writes prunable blocks only and takes the others for kept.
    private static MaskPlan? Mask(SideReport report)
    {
        if (report.Where is not { } where)
            return null;
        if (where.IsDense)
            return MaskCodec.Plan(where);
        var prunable = new Prunable(where.Layout);
        var rest = Enumerable.Range(0, where.Layout.Count).Where(j => !prunable.Contains(j));
        return MaskCodec.Plan(Topology.Of(where.Layout, [.. where.Kept.ToArray().Union(rest).Order()]));
    }

    private static PayloadHeader Header(SideReport report, int round, int device, MaskPlan? mask) => new()
    {
        Kind = PayloadKind.Report,
        Round = (uint)round,
        Device = (uint)device,
        ValueCoding = ValueCoding.Fp32,
        MaskCoding = mask is null ? MaskCoding.Absent : Coding.Of(mask.Format),
        Parameters = (uint)(report.Where?.Layout.Count ?? 0),
        Kept = (uint)report.Values.Length,
        MaskBytes = (uint)(mask?.Size ?? 0),
        ValueBytes = checked(sizeof(float) * (uint)report.Values.Length),
    };

    private sealed class Prunable(ParameterLayout layout)
    {
        private readonly bool[] _prunable = [.. layout.Blocks.SelectMany(block => Enumerable.Repeat(block.Prunable, block.Count))];

        public bool Contains(int index) => _prunable[index];
    }
}
