using System.Buffers;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Wire.Protocol;

namespace FedPrune.Model.Wire;

/// <summary>
/// A download: the values of the sparse global model, and the mask unless the receiver has it. Where a round explores
/// coordinates that both sides derive, only the base topology travels, and the receiver completes it.
/// </summary>
public sealed class ModelPayload
{
    private readonly MaskPlan? _mask; // null: the receiver has it

    /// <summary>A payload to encode.</summary>
    /// <param name="round">The round, from 0 on.</param>
    /// <param name="topology">The whole topology, which the values belong to.</param>
    /// <param name="values">(topology.Count) numbers in compact order.</param>
    /// <param name="format">How the values travel.</param>
    /// <param name="baseTopology">What the receiver completes to the whole; null where they are the same.</param>
    /// <param name="carriesMask">Whether the mask of the base travels; else only its id does.</param>
    /// <exception cref="ArgumentException">The round is negative, or the numbers of parameters or values differ.</exception>
    public ModelPayload(
        int round, Topology topology, ReadOnlyMemory<float> values, ValueFormat format = ValueFormat.Fp32,
        Topology? baseTopology = null, bool carriesMask = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(round);
        if (values.Length != topology.Count)
            throw new ArgumentException($"the topology keeps {topology.Count} parameters, here are {values.Length} values");
        if (baseTopology is not null && baseTopology.Layout.Count != topology.Layout.Count)
            throw new ArgumentException($"the base is of {baseTopology.Layout.Count} parameters, the whole of {topology.Layout.Count}");
        (Round, Topology, Values, Format, Base) = (round, topology, values, format, baseTopology ?? topology);
        _mask = carriesMask ? MaskCodec.Plan(Base) : null;
    }

    public int Round { get; }

    /// <summary>The whole topology, explored coordinates included.</summary>
    public Topology Topology { get; }

    /// <summary>The topology that travels or that the receiver has.</summary>
    public Topology Base { get; }

    /// <summary>Whether the mask of <see cref="Base"/> is part of the payload.</summary>
    public bool CarriesMask => _mask is not null;

    public ValueFormat Format { get; }

    /// <summary>(Topology.Count) numbers in compact order.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>Bytes that <see cref="Encode(RandomStream?)"/> writes, all included.</summary>
    /// <exception cref="OverflowException">More than 2 GiB.</exception>
    public int EncodedSize => checked((int)PayloadFrame.Size(Header(ulong.MaxValue, Base.SameAs(Topology) ? 0 : ulong.MaxValue)));

    /// <summary>The payload in bytes.</summary>
    /// <param name="rounding">Draws the roundings of int8 values; not needed for other formats.</param>
    public byte[] Encode(RandomStream? rounding = null)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(EncodedSize);
        Encode(bytes.AsSpan(), rounding);
        return bytes;
    }

    /// <summary>Writes the payload.</summary>
    public void Encode(IBufferWriter<byte> writer, RandomStream? rounding = null)
    {
        var size = EncodedSize;
        Encode(writer.GetSpan(size)[..size], rounding);
        writer.Advance(size);
    }

    /// <summary>Reads and checks a download.</summary>
    /// <param name="bytes">The payload, no more and no less.</param>
    /// <param name="layout">The receiver's network.</param>
    /// <param name="limits">The most it accepts.</param>
    /// <param name="recall">The topology it has under an id, or null; needed for payloads without a mask.</param>
    /// <param name="complete">Adds what the round explores to the base; null where nothing is explored.</param>
    /// <exception cref="WireFormatException">Anything is wrong: <see cref="WireFormatException.Fault"/> says what.</exception>
    public static ModelPayload Decode(
        ReadOnlySpan<byte> bytes, ParameterLayout layout, WireLimits limits,
        Func<ulong, Topology?>? recall = null, Func<int, Topology, Topology>? complete = null)
    {
        var header = PayloadFrame.Read(bytes, limits, out var mask, out var values);
        header.Expect(PayloadKind.Model, layout);
        var round = HeaderChecks.Small(header.Round, "round");
        var carriesMask = header.MaskCoding != MaskCoding.Absent;
        var travelled = ReadBase(header, mask, layout, recall);
        var whole = complete is null ? travelled : complete(round, travelled);
        if ((complete is not null || header.BaseMaskId != 0) && TopologyId.Of(whole) != header.MaskId)
            throw new WireFormatException(WireFault.MaskId, $"the topology is not {header.MaskId:x16}, which the header names");
        return new(round, whole, header.ReadValues(whole, values), Coding.Format(header.ValueCoding), travelled, carriesMask);
    }

    private static Topology ReadBase(PayloadHeader header, ReadOnlySpan<byte> mask, ParameterLayout layout, Func<ulong, Topology?>? recall)
    {
        var id = header.BaseMaskId == 0 ? header.MaskId : header.BaseMaskId;
        if (header.MaskCoding == MaskCoding.Absent)
            return mask.IsEmpty
                ? HeaderChecks.Recall(id, recall, layout)
                : throw new WireFormatException(WireFault.Header, $"{mask.Length} bytes of a mask that is declared absent");
        var travelled = MaskCodec.Decode(layout, Coding.Format(header.MaskCoding), mask);
        return TopologyId.Of(travelled) == id
            ? travelled
            : throw new WireFormatException(WireFault.MaskId, $"the mask is not that of {id:x16}, which the header names");
    }

    private void Encode(Span<byte> destination, RandomStream? rounding)
    {
        var header = Header(TopologyId.Of(Topology), Base.SameAs(Topology) ? 0 : TopologyId.Of(Base));
        var rest = destination[PayloadFrame.WriteHeader(header, destination)..];
        if (_mask is not null)
            MaskCodec.Encode(_mask, rest[..(int)header.MaskBytes]);
        ValueCodec.Encode(Format, Topology, Values.Span, rest.Slice((int)header.MaskBytes, (int)header.ValueBytes), rounding);
        PayloadFrame.Seal(destination);
    }

    private PayloadHeader Header(ulong id, ulong baseId) => new()
    {
        Kind = PayloadKind.Model,
        Round = (uint)Round,
        ValueCoding = Coding.Of(Format),
        MaskCoding = _mask is null ? MaskCoding.Absent : Coding.Of(_mask.Format),
        Parameters = (uint)Topology.Layout.Count,
        Kept = (uint)Topology.Count,
        MaskId = id,
        BaseMaskId = baseId,
        MaskBytes = (uint)(_mask?.Size ?? 0),
        ValueBytes = checked((uint)ValueCodec.EncodedSize(Format, Topology)),
    };
}
