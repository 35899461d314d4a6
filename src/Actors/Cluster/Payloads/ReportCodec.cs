using Akka.Actor;
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
        return new FromNodeProto { Report = proto }.ToByteArray();
    }

    /// <summary>Reads and checks an answer.</summary>
    /// <param name="proto">The answer.</param>
    /// <param name="layout">The network's.</param>
    /// <param name="partOf">What a device was asked in a round; null for nothing.</param>
    /// <param name="node">Who keeps the updates; null where they come.</param>
    /// <returns>The answer; null where nothing was asked, or asked in a round that is over.</returns>
    /// <exception cref="WireFormatException">Anything is wrong.</exception>
    public static DeviceReport? Read(ReportProto proto, ParameterLayout layout, Func<int, int, DevicePart?> partOf, IActorRef? node = null)
    {
        var round = Vectors.Whole(proto.Round, int.MaxValue, "round");
        var device = Vectors.Whole(proto.Device, int.MaxValue, "device");
        if (partOf(round, device) is not { } part)
            return null;
        var cost = proto.Cost is null ? null : Read(proto.Cost);
        var fault = proto.HasFault ? proto.Fault : null;
        return proto.KindCase switch
        {
            ReportProto.KindOneofCase.Result => Read(proto.Result, round, device, Known(cost), part, layout, node) with { Fault = fault },
            ReportProto.KindOneofCase.Upload => new TrainUpload(round, device, proto.Upload.Memory, Known(cost)) { Fault = fault },
            ReportProto.KindOneofCase.Late => new TrainLate(round, device, Known(cost)) { Fault = fault },
            ReportProto.KindOneofCase.Failed => new TrainFailed(round, device, proto.Failed) { Fault = fault, Cost = cost },
            _ => throw new WireFormatException(WireFault.Header, "an answer that says nothing"),
        };
    }

    private static ReportProto.Types.Result Of(TrainResult result, DevicePart part)
    {
        var update = result.Update;
        if (result.Withheld is { } withheld)
            return Of(result, withheld);
        var proto = new ReportProto.Types.Result
        {
            Samples = (uint)update.Samples, Loss = result.Loss, Values = Vectors.Of(update.Values), Suspected = update.Suspected,
            Memory = Vectors.Of(result.Memory), Report = update.Report is { } report ? Vectors.Of(report) : null,
        };
        if (!ReferenceEquals(update.Topology, part.Topology)) // aggregation asks whether updates share one
            proto.Topology = Vectors.Of(update.Topology);
        return Uplinked(proto, result);
    }

    private static ReportProto.Types.Result Of(TrainResult result, Withheld withheld)
    {
        var proto = new ReportProto.Types.Result { Samples = (uint)result.Update.Samples, Loss = result.Loss, Withheld = true };
        if (withheld.Defect is { } defect)
            proto.Defect = defect;
        return Uplinked(proto, result);
    }

    private static ReportProto.Types.Result Uplinked(ReportProto.Types.Result proto, TrainResult result)
    {
        if (result.Uplink is { } uplink)
            (proto.UplinkFrom, proto.UplinkSeconds) = (uplink.From, uplink.Seconds);
        return proto;
    }

    private static TrainResult Read(
        ReportProto.Types.Result proto, int round, int device, DeviceCost cost, DevicePart part, ParameterLayout layout, IActorRef? node)
    {
        if (proto.Withheld != node is not null)
            throw new WireFormatException(WireFault.Header, $"the update of device {device} {(proto.Withheld ? "has not come" : "was to be kept")}");
        var topology = proto.Topology is null ? part.Topology : Vectors.Read(proto.Topology, layout);
        var samples = Vectors.Whole(proto.Samples, int.MaxValue, "samples");
        var update = new Update(device, samples, topology, Vectors.Read(proto.Values, proto.Withheld ? 0 : topology.Count))
        {
            Report = proto.Report is null ? null : Vectors.Read(proto.Report, layout),
            Suspected = proto.Suspected,
        };
        return new TrainResult(round, update, proto.Loss, cost)
        {
            Memory = Vectors.Read(proto.Memory),
            Withheld = node is null ? null : new Withheld(node, proto.HasDefect ? proto.Defect : null),
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
