using FedPrune.Actors.Cluster.Protocol;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Cost;
using FedPrune.Model.Networks;
using FedPrune.Model.Wire;
using Google.Protobuf;

namespace FedPrune.Actors.Cluster.Payloads;

/// <summary>
/// A device's answer in bytes, between its node and the server. What the device itself sent is checked where all answers
/// are, by the round; here only that the bytes are an answer to what was asked.
/// </summary>
internal static class ReportCodec
{
    /// <summary>Writes an answer.</summary>
    /// <param name="report">The answer.</param>
    /// <param name="part">What the device was asked.</param>
    public static byte[] Encode(DeviceReport report, DevicePart part)
    {
        var proto = new ReportProto { Round = (uint)report.Round, Device = (uint)report.Device };
        if (report.Fault is { } fault)
            proto.Fault = fault;
        switch (report)
        {
            case TrainResult result:
                (proto.Cost, proto.Result) = (Of(result.Cost), Of(result, part));
                break;
            case TrainUpload upload:
                (proto.Cost, proto.Upload) = (Of(upload.Cost), ByteString.CopyFrom(upload.Payload.Span));
                break;
            case TrainLate late:
                (proto.Cost, proto.Late) = (Of(late.Cost), true);
                break;
            case TrainFailed failed:
                (proto.Cost, proto.Failed) = (failed.Cost is { } cost ? Of(cost) : null, failed.Reason);
                break;
            default:
                throw new NotSupportedException($"{report.GetType().Name} does not travel between nodes");
        }
        return proto.ToByteArray();
    }

    /// <summary>Reads and checks an answer.</summary>
    /// <param name="bytes">The payload.</param>
    /// <param name="layout">The network's.</param>
    /// <param name="partOf">What a device was asked in a round; null for nothing.</param>
    /// <returns>The answer; null where nothing was asked, or asked in a round that is over.</returns>
    /// <exception cref="WireFormatException">Anything is wrong.</exception>
    public static DeviceReport? Decode(ReadOnlyMemory<byte> bytes, ParameterLayout layout, Func<int, int, DevicePart?> partOf)
    {
        var proto = Payload.Parse(ReportProto.Parser, bytes);
        var round = Vectors.Whole(proto.Round, int.MaxValue, "round");
        var device = Vectors.Whole(proto.Device, int.MaxValue, "device");
        if (partOf(round, device) is not { } part)
            return null;
        var cost = proto.Cost is null ? null : Read(proto.Cost);
        var fault = proto.HasFault ? proto.Fault : null;
        return proto.KindCase switch
        {
            ReportProto.KindOneofCase.Result => Read(proto.Result, round, device, Known(cost), part, layout) with { Fault = fault },
            ReportProto.KindOneofCase.Upload => new TrainUpload(round, device, proto.Upload.Memory, Known(cost)) { Fault = fault },
            ReportProto.KindOneofCase.Late => new TrainLate(round, device, Known(cost)) { Fault = fault },
            ReportProto.KindOneofCase.Failed => new TrainFailed(round, device, proto.Failed) { Fault = fault, Cost = cost },
            _ => throw new WireFormatException(WireFault.Header, "an answer that says nothing"),
        };
    }

    private static ReportProto.Types.Result Of(TrainResult result, DevicePart part)
    {
        var update = result.Update;
        var proto = new ReportProto.Types.Result
        {
            Samples = (uint)update.Samples, Loss = result.Loss, Values = Vectors.Of(update.Values), Suspected = update.Suspected,
            Memory = Vectors.Of(result.Memory), Report = update.Report is { } report ? Vectors.Of(report) : null,
        };
        if (!ReferenceEquals(update.Topology, part.Topology)) // aggregation asks whether updates share one
            proto.Topology = Vectors.Of(update.Topology);
        if (result.Uplink is { } uplink)
            (proto.UplinkFrom, proto.UplinkSeconds) = (uplink.From, uplink.Seconds);
        return proto;
    }

    private static TrainResult Read(
        ReportProto.Types.Result proto, int round, int device, DeviceCost cost, DevicePart part, ParameterLayout layout)
    {
        var topology = proto.Topology is null ? part.Topology : Vectors.Read(proto.Topology, layout);
        var samples = Vectors.Whole(proto.Samples, int.MaxValue, "samples");
        var update = new Update(device, samples, topology, Vectors.Read(proto.Values, topology.Count))
        {
            Report = proto.Report is null ? null : Vectors.Read(proto.Report, layout),
            Suspected = proto.Suspected,
        };
        return new TrainResult(round, update, proto.Loss, cost)
        {
            Memory = Vectors.Read(proto.Memory),
            Uplink = proto.HasUplinkFrom ? new UplinkUse(Amount(proto.UplinkFrom), Amount(proto.UplinkSeconds)) : null,
        };
    }

    private static CostProto Of(DeviceCost cost) => new()
    {
        BytesDown = (uint)cost.BytesDown, BytesUp = (uint)cost.BytesUp, Flops = cost.Flops, ExtraFlops = cost.ExtraFlops,
        Download = cost.Times.Download, Compute = cost.Times.Compute, Upload = cost.Times.Upload,
    };

    private static DeviceCost Read(CostProto proto) => new(
        Vectors.Whole(proto.BytesDown, int.MaxValue, "bytes down"),
        Vectors.Whole(proto.BytesUp, int.MaxValue, "bytes up"),
        Amount(proto.Flops),
        new DeviceTimes(Amount(proto.Download), Amount(proto.Compute), Amount(proto.Upload)))
    {
        ExtraFlops = Amount(proto.ExtraFlops),
    };

    private static DeviceCost Known(DeviceCost? cost) =>
        cost ?? throw new WireFormatException(WireFault.Header, "an answer that does not say what it cost");

    // What is added up on the server must be a number.
    private static double Amount(double value) => value is >= 0 and < double.PositiveInfinity
        ? value
        : throw new WireFormatException(WireFault.Values, $"a time or cost of {value}");
}
