using System.Collections.Immutable;
using FedPrune.Actors.Rounds;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;

namespace FedPrune.Actors.Server;

/// <summary>The round under way, as far as it is known.</summary>
/// <param name="Order">What was asked of whom.</param>
internal sealed record Round(RoundOrder Order)
{
    private readonly Dictionary<Topology, double> _denseWork = new(ReferenceEqualityComparer.Instance);
    private Dictionary<int, int>? _places;
    private Dictionary<int, Topology>? _topologies;

    public RoundActor.Completed? Completed { get; init; }

    public Weighing? Weighing { get; init; }

    public GlobalModel? Next { get; init; }

    /// <summary>M of the next model.</summary>
    public Topology? Pruned { get; init; }

    public RoundPlan Plan => Order.Plan;

    /// <summary>The updates that count, in device order, and how many rounds old each is.</summary>
    public ImmutableArray<(Update Update, int Staleness)> Updates(ParameterLayout layout) =>
    [
        .. Completed!.Results
            .Select(result => (Update: result.Update with { Loss = result.Loss, Seconds = result.Cost.Times.Total }, Staleness: 0))
            .Concat(Completed.Stale.Select(stale => (Update: stale.Update(layout), Staleness: Order.Round - stale.Round)))
            .OrderBy(counted => counted.Update.Device),
    ];

    /// <summary>The report of the finished round.</summary>
    public RoundReport Report(Experiment experiment, RunTotals before, TesterActor.Tested tested)
    {
        var devices = Devices();
        var churn = 1 - ((double)Pruned!.CommonWith(Plan.Pruned) / Pruned.Count);
        return new RoundReport(
            Order.Round, tested.Sparse, tested.Dense, Totals(experiment, before, devices), Completed!.Quorate, Completed.Seconds,
            Pruned.Density, churn, devices)
        {
            SummedOnNodes = Completed.Results.Any(result => result.Withheld is not null),
            Stale = Weighing is null ? [] : [.. Completed.Stale.Select(Came)],
        };
    }

    /// <summary>What is still on its way after the round, in device order.</summary>
    /// <param name="before">What was before it.</param>
    /// <param name="most">Rounds that an update may be old when it comes.</param>
    public ImmutableArray<PendingUpdate> StillPending(ImmutableArray<PendingUpdate> before, int most) =>
    [
        .. before.Where(pending => !Completed!.Stale.Contains(pending) && Order.Round + 1 - pending.Round <= most)
            .Concat(Completed!.Kept.Select(kept => PendingUpdate.Of(kept, Order.StartsAt)))
            .OrderBy(pending => pending.Device),
    ];

    /// <summary>What there is to remember of those who delivered.</summary>
    public IEnumerable<KeyValuePair<int, Experience>> Experiences() => Completed!.Results.Concat(Completed.Kept).Select(
        result => KeyValuePair.Create(result.Device, new Experience(Order.Round, result.Loss, result.Cost.Times.Total)));

    private RunTotals Totals(Experiment experiment, RunTotals before, ImmutableArray<DeviceRecord> devices)
    {
        DeviceCost[] costs = [.. devices.Select(d => d.Cost).OfType<DeviceCost>()];
        var flops = costs.Sum(c => c.Flops);
        return new RunTotals(
            before.BytesUp + costs.Sum(c => (long)c.BytesUp),
            before.BytesDown + costs.Sum(c => (long)c.BytesDown),
            before.BytesDense + (costs.Length * Postage.DenseBytes(experiment.Network.Layout)),
            before.Flops + flops,
            before.FlopsDense + devices.Sum(DenseFlops),
            before.VirtualSeconds + Completed!.Seconds);
    }

    // What the device's training would have cost on the dense model.
    private double DenseFlops(DeviceRecord device)
    {
        if (device.Cost is not { } cost)
            return 0;
        _topologies ??= Order.Assignments.Where(a => a.Own is not null).ToDictionary(a => a.Device, a => a.Own!.Topology);
        var topology = _topologies.GetValueOrDefault(device.Device, Plan.Sent);
        if (!_denseWork.TryGetValue(topology, out var work))
            _denseWork.Add(topology, work = Postage.DenseWork(topology));
        return (cost.Flops - cost.ExtraFlops) * work;
    }

    private ImmutableArray<DeviceRecord> Devices() =>
    [
        .. Completed!.Results.Select(Answered)
            .Concat(Completed.Late.Select(late => new DeviceRecord(late.Device, DeviceOutcome.Late, WhyLate(late), Cost: late.Cost) { Fault = late.Fault }))
            .Concat(Completed.Failed.Select(failed => new DeviceRecord(failed.Device, DeviceOutcome.Failed, failed.Reason, Cost: failed.Cost) { Fault = failed.Fault }))
            .OrderBy(record => record.Device),
    ];

    private string WhyLate(TrainLate late) =>
        Completed!.Kept.Any(kept => kept.Device == late.Device) ? "after the round was over: kept for a later one"
        : late.Cost.Times.Total > Order.Deadline ? "after the deadline"
        : "enough others had answered";

    private DeviceRecord Came(PendingUpdate stale) => new(
        stale.Device, DeviceOutcome.Counted, Samples: stale.Samples, Loss: stale.Loss, Weight: Weight(stale.Device))
    {
        Staleness = Order.Round - stale.Round,
    };

    private DeviceRecord Answered(TrainResult result) => new(
        result.Device,
        Weighing is null ? DeviceOutcome.Failed : DeviceOutcome.Counted,
        Weighing is null ? "the round missed its quorum" : null,
        result.Update.Samples,
        result.Loss,
        Weighing is { Scores.Count: > 0 } ? Weighing.Scores[Place(result.Device)] : null,
        Weighing is { Scores.Count: > 0 } ? Weighing.Reputations.Of(result.Device) : null,
        Weight(result.Device),
        result.Cost)
    {
        Fault = result.Fault,
    };

    private double? Weight(int device) => Weighing?.Weights[Place(device)];

    private int Place(int device) => (_places ??= PlacesOf(Completed!))[device];

    // Counted updates stand in device order.
    private static Dictionary<int, int> PlacesOf(RoundActor.Completed completed) => completed.Results.Select(result => result.Device)
        .Concat(completed.Stale.Select(stale => stale.Device)).Order().Index().ToDictionary(place => place.Item, place => place.Index);
}
