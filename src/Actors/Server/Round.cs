using System.Collections.Immutable;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Pruning;

namespace FedPrune.Actors.Server;

/// <summary>The round under way, as far as it is known.</summary>
/// <param name="Order">What was asked of whom.</param>
internal sealed record Round(RoundOrder Order)
{
    public RoundActor.Completed? Completed { get; init; }

    public Weighing? Weighing { get; init; }

    public GlobalModel? Next { get; init; }

    /// <summary>M of the next model.</summary>
    public Topology? Pruned { get; init; }

    public RoundPlan Plan => Order.Plan;

    /// <summary>The updates that count, in device order.</summary>
    public ImmutableArray<Update> Updates => 
    [
        .. Completed!.Results.Select(result => result.Update with { Loss = result.Loss, Seconds = result.Cost.Times.Total }),
    ];

    /// <summary>The report of the finished round.</summary>
    public RoundReport Report(Experiment experiment, RunTotals before, TesterActor.Tested tested)
    {
        var devices = Devices();
        var churn = 1 - ((double)Pruned!.CommonWith(Plan.Pruned) / Pruned.Count);
        return new RoundReport(
            Order.Round, tested.Sparse, tested.Dense, Totals(experiment, before, devices), Completed!.Quorate, Completed.Seconds,
            Pruned.Density, churn, devices);
    }

    private RunTotals Totals(Experiment experiment, RunTotals before, ImmutableArray<DeviceRecord> devices)
    {
        DeviceCost[] costs = [.. devices.Select(d => d.Cost).OfType<DeviceCost>()];
        var flops = costs.Sum(c => c.Flops);
        return new RunTotals(
            before.BytesUp + costs.Sum(c => (long)c.BytesUp),
            before.BytesDown + costs.Sum(c => (long)c.BytesDown),
            before.BytesDense + (costs.Length * Postage.DenseBytes(experiment.Network.Layout)),
            before.Flops + flops,
            before.FlopsDense + DenseFlops(devices),
            before.VirtualSeconds + Completed!.Seconds);
    }

    // What training would have cost on dense models. Each of the cohort, which is in device order too, has one record.
    private double DenseFlops(ImmutableArray<DeviceRecord> devices)
    {
        var common = Postage.DenseWork(Plan.Sent);
        return devices.Zip(Order.Assignments, (device, assignment) => device.Cost is { } cost
            ? (cost.Flops - cost.ExtraFlops) * (assignment.Own is { } own ? Postage.DenseWork(own.Topology) : common)
            : 0).Sum();
    }

    private ImmutableArray<DeviceRecord> Devices() =>
    [
        .. Completed!.Results.Select(Answered)
            .Concat(Completed.Late.Select(late => new DeviceRecord(late.Device, DeviceOutcome.Late, Cost: late.Cost)))
            .Concat(Completed.Failed.Select(failed => new DeviceRecord(failed.Device, DeviceOutcome.Failed, failed.Reason)))
            .OrderBy(record => record.Device),
    ];

    private DeviceRecord Answered(TrainResult result, int index) => new(
        result.Device,
        Weighing is null ? DeviceOutcome.Failed : DeviceOutcome.Counted,
        Weighing is null ? "the round missed its quorum" : null,
        result.Update.Samples,
        result.Loss,
        Weighing is { Scores.Count: > 0 } ? Weighing.Scores[index] : null,
        Weighing is { Scores.Count: > 0 } ? Weighing.Reputations.Of(result.Device) : null,
        Weighing?.Weights[index],
        result.Cost);
}
