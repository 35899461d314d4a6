using System.Collections.Immutable;
using Akka.Actor;
using FedPrune.Actors.Edge;
using FedPrune.Model.Aggregation;

namespace FedPrune.Actors.Server;

/// <summary>
/// One round: asks the cohort, waits until each of its devices has answered, decides by their virtual times which answers
/// came before the deadline, reports once, stops.
/// </summary>
public sealed class RoundActor(RoundOrder order, double quorum, IActorRef edge) : UntypedActor
{
    /// <summary>The round is over.</summary>
    /// <param name="Round">t.</param>
    /// <param name="Results">The updates that count, in device order; empty where the quorum was missed.</param>
    /// <param name="Late">Answers after the deadline.</param>
    /// <param name="Failed">Devices without a usable answer.</param>
    /// <param name="Seconds">Virtual seconds that the round took.</param>
    /// <param name="Quorate">Whether enough devices answered in time.</param>
    public sealed record Completed(
        int Round, ImmutableArray<TrainResult> Results, ImmutableArray<TrainLate> Late, ImmutableArray<TrainFailed> Failed,
        double Seconds, bool Quorate);

    private readonly HashSet<int> _awaited = [.. order.Assignments.Select(a => a.Device)];
    private readonly Dictionary<int, Assignment> _assignments = order.Assignments.ToDictionary(a => a.Device);
    private readonly SortedDictionary<int, DeviceReport> _reports = []; // device order, never arrival order

    public static Props Props(RoundOrder order, double quorum, IActorRef edge) =>
        Akka.Actor.Props.Create(() => new RoundActor(order, quorum, edge)).WithDispatcher(Dispatchers.Server);

    protected override void PreStart()
    {
        Context.Watch(edge);
        edge.Tell(new EdgeNodeActor.TrainCohort(order));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DeviceReport report when report.Round == order.Round && _awaited.Remove(report.Device):
                _reports.Add(report.Device, Checked(report));
                if (_awaited.Count == 0)
                    Report();
                break;
            case Terminated { ActorRef: var node } when node.Equals(edge):
                foreach (var device in _awaited)
                    _reports.Add(device, new TrainFailed(order.Round, device, "its node is gone"));
                Report();
                break;
            default:
                Unhandled(message); // strangers, duplicates and answers to other rounds surface here
                break;
        }
    }

    // Nothing a device sends is trusted: one number that is not finite would poison the whole model.
    private DeviceReport Checked(DeviceReport report)
    {
        if (report is not TrainResult { Update: var update, Cost: var cost })
            return report;
        if (cost.Times.Total > order.Deadline)
            return new TrainLate(order.Round, report.Device, cost);
        var part = order.PartOf(_assignments[report.Device]);
        var fits = part.Work.KeepsTopology
            ? ReferenceEquals(update.Topology, part.Topology)
            : ReferenceEquals(update.Topology.Layout, part.Topology.Layout);
        if (!fits || update.Values.Length != update.Topology.Count)
            return new TrainFailed(order.Round, report.Device, "its update is not of the topology it was sent");
        if (part.Work.Reports && update.Report is null)
            return new TrainFailed(order.Round, report.Device, "its update lacks the report it was asked for");
        return Finiteness.OfAll(update.Values.Span) && Finiteness.OfAll(update.Report is { } said ? said.Values.Span : default)
            ? report
            : new TrainFailed(order.Round, report.Device, "its update is not finite");
    }

    private void Report()
    {
        var results = _reports.Values.OfType<TrainResult>().ToImmutableArray();
        var cohort = order.Assignments.Length;
        var quorate = results.Length > 0 && results.Length >= quorum * cohort;
        // A round that misses nobody ends with its last answer; one that does can only end at its deadline.
        var seconds = results.Length == cohort || double.IsPositiveInfinity(order.Deadline)
            ? results.Select(r => r.Cost.Times.Total).DefaultIfEmpty(0).Max()
            : order.Deadline;
        Context.Parent.Tell(new Completed(
            order.Round, results, [.. _reports.Values.OfType<TrainLate>()], [.. _reports.Values.OfType<TrainFailed>()], seconds, quorate));
        Context.Stop(Self);
    }
}
