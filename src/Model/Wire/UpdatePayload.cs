using System.Buffers;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Wire.Protocol;

namespace FedPrune.Model.Wire;

/// <summary>
/// An upload: what a device changed in the parameters it was sent. The mask does not travel back, only its id; unless the
/// algorithm has devices choose parameters of their own.
/// </summary>
public sealed class UpdatePayload
{
    private readonly MaskPlan? _mask; // null: the server knows it

    /// <summary>A payload to encode.</summary>
    /// <param name="round">The round, from 0 on.</param>
    /// <param name="device">The device, from 0 on.</param>
    /// <param name="samples">How many images it trained on.</param>
    /// <param name="trainingLoss">Their mean loss; one that is not finite is refused by the receiver.</param>
    /// <param name="topology">The topology that it was sent.</param>
    /// <param name="values">(topology.Count) numbers in compact order.</param>
    /// <param name="format">How the values travel.</param>
    /// <param name="carriesMask">Whether the device chose the topology, so that the server has to be told.</param>
    /// <exception cref="ArgumentException">A number is negative, or the topology keeps another number of parameters.</exception>
    public UpdatePayload(
        int round, int device, int samples, double trainingLoss, Topology topology, ReadOnlyMemory<float> values,
        ValueFormat format = ValueFormat.Fp32, bool carriesMask = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(round);
        ArgumentOutOfRangeException.ThrowIfNegative(device);
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        if (values.Length != topology.Count)
            throw new ArgumentException($"the topology keeps {topology.Count} parameters, here are {values.Length} values");
        (Round, Device, Samples, TrainingLoss) = (round, device, samples, trainingLoss);
        (Topology, Values, Format) = (topology, values, format);
        _mask = carriesMask ? MaskCodec.Plan(topology) : null;
    }

    public int Round { get; }

    public int Device { get; }

    public int Samples { get; }

    public double TrainingLoss { get; }

    public Topology Topology { get; }

    public ValueFormat Format { get; }

    /// <summary>(Topology.Count) numbers in compact order.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>Bytes that <see cref="Encode(RandomStream?)"/> writes, all included.</summary>
    /// <exception cref="OverflowException">More than 2 GiB.</exception>
    public int EncodedSize => checked((int)PayloadFrame.Size(Header(ulong.MaxValue)));

    /// <summary>Bytes of an upload of this topology, whatever its round, device and values.</summary>
    /// <param name="format">How the values travel.</param>
    /// <param name="topology">What they are the values of.</param>
    /// <param name="carriesMask">Whether its mask travels with them.</param>
    public static int SizeOf(ValueFormat format, Topology topology, bool carriesMask = false) =>
        new UpdatePayload(0, 0, 0, 0, topology, new float[topology.Count], format, carriesMask).EncodedSize;

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

    /// <summary>Reads and checks an upload.</summary>
    /// <param name="bytes">The payload, no more and no less.</param>
    /// <param name="layout">The receiver's network.</param>
    /// <param name="limits">The most it accepts.</param>
    /// <param name="recall">The topology that was sent out under an id, or null.</param>
    /// <param name="ownTopology">Whether the algorithm lets devices choose theirs.</param>
    /// <exception cref="WireFormatException">Anything is wrong: <see cref="WireFormatException.Fault"/> says what.</exception>
    public static UpdatePayload Decode(
        ReadOnlySpan<byte> bytes, ParameterLayout layout, WireLimits limits, Func<ulong, Topology?> recall, bool ownTopology = false)
    {
        var header = PayloadFrame.Read(bytes, limits, out var mask, out var values);
        header.Expect(PayloadKind.Update, layout);
        var carriesMask = header.MaskCoding != MaskCoding.Absent;
        if ((carriesMask && !ownTopology) || header.BaseMaskId != 0 || (!mask.IsEmpty && !carriesMask))
            throw new WireFormatException(WireFault.Header, "this update carries no mask");
        if (!double.IsFinite(header.TrainingLoss))
            throw new WireFormatException(WireFault.Values, $"the training loss is {header.TrainingLoss}");
        var topology = carriesMask ? OwnTopology(header, mask, layout) : HeaderChecks.Recall(header.MaskId, recall, layout);
        return new(
            HeaderChecks.Small(header.Round, "round"),
            HeaderChecks.Small(header.Device, "device"),
            HeaderChecks.Small(header.Samples, "samples"),
            header.TrainingLoss,
            topology,
            header.ReadValues(topology, values),
            Coding.Format(header.ValueCoding),
            carriesMask);
    }

    private static Topology OwnTopology(PayloadHeader header, ReadOnlySpan<byte> mask, ParameterLayout layout)
    {
        var topology = MaskCodec.Decode(layout, Coding.Format(header.MaskCoding), mask);
        return TopologyId.Of(topology) == header.MaskId
            ? topology
            : throw new WireFormatException(WireFault.MaskId, $"the mask is not that of {header.MaskId:x16}, which the header names");
    }

    private void Encode(Span<byte> destination, RandomStream? rounding)
    {
        var header = Header(TopologyId.Of(Topology));
        var rest = destination[PayloadFrame.WriteHeader(header, destination)..];
        if (_mask is not null)
            MaskCodec.Encode(_mask, rest[.._mask.Size]);
        ValueCodec.Encode(Format, Topology, Values.Span, rest.Slice((int)header.MaskBytes, (int)header.ValueBytes), rounding);
        PayloadFrame.Seal(destination);
    }

    private PayloadHeader Header(ulong maskId) => new()
    {
        Kind = PayloadKind.Update,
        Round = (uint)Round,
        Device = (uint)Device,
        ValueCoding = Coding.Of(Format),
        MaskCoding = _mask is null ? MaskCoding.Absent : Coding.Of(_mask.Format),
        MaskBytes = (uint)(_mask?.Size ?? 0),
        Parameters = (uint)Topology.Layout.Count,
        Kept = (uint)Topology.Count,
        MaskId = maskId,
        ValueBytes = checked((uint)ValueCodec.EncodedSize(Format, Topology)),
        Samples = (uint)Samples,
        TrainingLoss = TrainingLoss,
    };
}
