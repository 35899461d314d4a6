using FedPrune.Model.Aggregation;
using FedPrune.Model.Pruning;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Server;

/// <summary>Nothing a device sends is trusted: one number that is not finite would poison the whole model.</summary>
internal sealed class ReportChecks(RoundOrder order, double normBound)
{
    private const double ShortestModel = 1; // so that a model of zeros can be left

    private readonly Dictionary<int, Assignment> _assignments = order.Assignments.ToDictionary(a => a.Device);
    private readonly Dictionary<Topology, double> _lengths = new(ReferenceEqualityComparer.Instance);

    /// <summary>The report, or why it is refused. Whoever comes after the deadline and is not kept is late.</summary>
    public DeviceReport Checked(DeviceReport report) => report switch
    {
        TrainUpload upload => Decoded(upload),
        TrainResult result => Checked(result),
        _ => report,
    };

    private DeviceReport Checked(TrainResult result)
    {
        var (update, cost) = (result.Update, result.Cost);
        if (cost.Times.Total > order.Deadline && !order.TrainsLate)
            return new TrainLate(order.Round, result.Device, cost) { Fault = result.Fault };
        var part = order.PartOf(_assignments[result.Device]);
        return Defect(result, update, part) is { } defect
            ? new TrainFailed(order.Round, result.Device, defect) { Fault = result.Fault, Cost = cost }
            : result;
    }

    private string? Defect(TrainResult result, Update update, DevicePart part)
    {
        var fits = part.Work.KeepsTopology
            ? ReferenceEquals(update.Topology, part.Topology)
            : ReferenceEquals(update.Topology.Layout, part.Topology.Layout);
        if (!fits || update.Values.Length != update.Topology.Count)
            return "its update is not of the topology it was sent";
        if (part.Work.Reports && update.Report is null)
            return "its update lacks the report it was asked for";
        if (!Finiteness.OfAll(update.Values.Span) || !Finiteness.OfAll(update.Report is { } said ? said.Values.Span : default))
            return "its update is not finite";
        if (!double.IsFinite(result.Loss))
            return "its loss is not finite";
        return Length(update.Values.Span) > normBound * LengthOf(part) ? "its update is far longer than the model it was sent" : null;
    }

    private TrainFailed Decoded(TrainUpload upload)
    {
        var part = order.PartOf(_assignments[upload.Device]);
        try
        {
            UpdatePayload.Decode(
                upload.Payload.Span, part.Topology.Layout, new WireLimits(), id => id == TopologyId.Of(part.Topology) ? part.Topology : null,
                !part.Work.KeepsTopology);
            return Refusal("it is not what the device sent");
        }
        catch (WireFormatException e)
        {
            return Refusal(e.Message);
        }

        TrainFailed Refusal(string reason) =>
            new(order.Round, upload.Device, $"its upload was refused: {reason}") { Fault = upload.Fault, Cost = upload.Cost };
    }

    private double LengthOf(DevicePart part)
    {
        if (!_lengths.TryGetValue(part.Topology, out var length))
            _lengths.Add(part.Topology, length = Math.Max(ShortestModel, Length(part.Values.Span)));
        return length;
    }

    // In a fixed order and in double precision: it decides.
    private static double Length(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += (double)value * value;
        return Math.Sqrt(sum);
    }
}
