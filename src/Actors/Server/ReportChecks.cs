using FedPrune.Model.Wire;

namespace FedPrune.Actors.Server;

/// <summary>Nothing a device sends is trusted: one number that is not finite would poison the whole model.</summary>
/// <param name="order">What was asked of whom.</param>
/// <param name="updates">What an update must be.</param>
internal sealed class ReportChecks(RoundOrder order, UpdateChecks updates)
{
    private readonly Dictionary<int, Assignment> _assignments = order.Assignments.ToDictionary(a => a.Device);

    /// <summary>The report, or why it is refused. Whoever comes after the deadline and is not kept is late.</summary>
    public DeviceReport Checked(DeviceReport report) => report switch
    {
        TrainUpload upload => Decoded(upload),
        TrainResult result => Checked(result),
        _ => report,
    };

    private DeviceReport Checked(TrainResult result)
    {
        var cost = result.Cost;
        if (cost.Times.Total > order.Deadline && !order.TrainsLate)
            return new TrainLate(order.Round, result.Device, cost) { Fault = result.Fault };
        return Defect(result) is { } defect
            ? new TrainFailed(order.Round, result.Device, defect) { Fault = result.Fault, Cost = cost }
            : result;
    }

    // The values that stay on their node were looked at there.
    private string? Defect(TrainResult result) => result.Withheld is { } withheld
        ? withheld.Defect ?? UpdateChecks.DefectOfLoss(result)
        : updates.Defect(result, order.PartOf(_assignments[result.Device]));

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
}
