using System.Collections.Immutable;
using Akka.Actor;
using Akka.Dispatch;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Mailboxes;
using FedPrune.Actors.Rounds;

namespace FedPrune.Actors.Server;

/// <summary>
/// One round: asks the cohort, waits until each of its devices has answered, decides by their virtual times which answers
/// came in time, reports once, stops. Where updates stay on their nodes it lives on until it is stopped: of a node that is lost,
/// the updates are awaited again, and it reports anew.
/// </summary>
public sealed class RoundActor(RoundOrder order, RoundTerms terms, IActorRef edge) : UntypedActor, IRequiresMessageQueue<IBandwidthQueue>
{
    /// <summary>The round is over.</summary>
    /// <param name="Round">t.</param>
    /// <param name="Results">The updates that count, in device order.</param>
    /// <param name="Late">Answers after the round was over.</param>
    /// <param name="Failed">Devices without a usable answer.</param>
    /// <param name="Seconds">Virtual seconds that the round took.</param>
    /// <param name="Quorate">Whether enough devices answered in time.</param>
    public sealed record Completed(
        int Round, ImmutableArray<TrainResult> Results, ImmutableArray<TrainLate> Late, ImmutableArray<TrainFailed> Failed,
        double Seconds, bool Quorate)
    {
        /// <summary>Updates of earlier rounds that came in this one and count, in device order.</summary>
        public ImmutableArray<PendingUpdate> Stale { get; init; } = [];

        /// <summary>Updates of this round that are late and kept, in device order; their devices are among the late.</summary>
        public ImmutableArray<TrainResult> Kept { get; init; } = [];
    }

    private readonly HashSet<int> _awaited = [.. order.Assignments.Select(a => a.Device)];
    private readonly SortedDictionary<int, DeviceReport> _reports = []; // device order, never arrival order
    private readonly HashSet<IActorRef> _lost = []; // nodes, with the updates that they had
    private readonly ReportChecks _checks = new(order, new UpdateChecks(terms.NormBound, terms.LargestChange));

    /// <summary>A round.</summary>
    /// <param name="order">What is asked of whom.</param>
    /// <param name="terms">When it is over.</param>
    /// <param name="edge">Who has it trained.</param>
    public static Props Props(RoundOrder order, RoundTerms terms, IActorRef edge) =>
        Akka.Actor.Props.Create(() => new RoundActor(order, terms, edge)).WithDispatcher(Dispatchers.Server);

    /// <summary>A round that waits for all, and counts with a share of them.</summary>
    public static Props Props(RoundOrder order, double quorum, IActorRef edge) => Props(order, new RoundTerms(quorum), edge);

    protected override void PreStart()
    {
        Context.Watch(edge);
        if (_awaited.Count == 0)
            Report();
        else
            edge.Tell(new EdgeNodeActor.TrainCohort(order));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DeviceReport report when report.Round == order.Round && !IsLost(report) && _awaited.Remove(report.Device):
                _reports.Add(report.Device, _checks.Checked(report));
                if (_awaited.Count == 0)
                    Report();
                break;
            case EdgeFleetActor.UpdatesLost lost when lost.Round == order.Round:
                _lost.Add(lost.Node);
                foreach (var report in _reports.Values.Where(IsLost).ToList())
                    Await(report.Device);
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

    private bool IsLost(DeviceReport report) => report is TrainResult { Withheld: { } withheld } && _lost.Contains(withheld.Node);

    private void Await(int device)
    {
        _reports.Remove(device);
        _awaited.Add(device);
    }

    private void Report()
    {
        var results = _reports.Values.OfType<TrainResult>().ToImmutableArray();
        var closing = Closing.Of(
            order.Assignments.Length, terms.Goal, order.Deadline,
            [.. results.Select(r => (r.Device, r.Cost.Times.Total))],
            [.. terms.Pending.Select(p => (p.Device, p.ArrivesAt - order.StartsAt))]);
        ImmutableArray<PendingUpdate> stale = [.. terms.Pending.Where(p => closing.InTime.Contains(p.Device))];
        ImmutableArray<TrainResult> counted = [.. results.Where(r => closing.InTime.Contains(r.Device))];
        var answers = counted.Length + stale.Length;
        Context.Parent.Tell(new Completed(
            order.Round, counted, Late(results, closing), [.. _reports.Values.OfType<TrainFailed>()], closing.Seconds,
            answers > 0 && answers >= terms.Quorum * (terms.Goal > 0 ? terms.Goal : order.Assignments.Length))
        {
            Stale = stale,
            Kept = order.TrainsLate ? [.. results.Where(r => !closing.InTime.Contains(r.Device) && Keepable(r))] : [],
        });
        if (results.All(r => r.Withheld is null))
            Context.Stop(Self);
    }

    private ImmutableArray<TrainLate> Late(ImmutableArray<TrainResult> results, Closing closing) =>
    [
        .. _reports.Values.OfType<TrainLate>()
            .Concat(results.Where(r => !closing.InTime.Contains(r.Device))
                .Select(r => new TrainLate(order.Round, r.Device, r.Cost) { Fault = r.Fault }))
            .OrderBy(late => late.Device),
    ];

    // What comes with a report speaks of its own round's model and cannot be used later.
    private static bool Keepable(TrainResult result) => result.Update.Report is null;
}

/// <summary>When a round is over.</summary>
/// <param name="Quorum">Share of those awaited without whom it does not count.</param>
public sealed record RoundTerms(double Quorum)
{
    /// <summary>Answers that are enough; 0 for all.</summary>
    public int Goal { get; init; }

    /// <summary>Updates of earlier rounds that are still to come, in device order.</summary>
    public ImmutableArray<PendingUpdate> Pending { get; init; } = [];

    /// <summary>Times the length of the model sent that an update may have.</summary>
    public double NormBound { get; init; } = double.PositiveInfinity;

    /// <summary>Magnitude that a number of an update may have.</summary>
    public double LargestChange { get; init; } = double.PositiveInfinity;
}
