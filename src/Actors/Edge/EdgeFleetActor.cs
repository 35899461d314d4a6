using System.Collections.Immutable;
using Akka.Actor;
using FedPrune.Actors.Server;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Edge;

/// <summary>
/// The edge nodes that take part, in this process or others, as one: spreads a round's devices over them and passes on what
/// they answer. When a node is lost, its devices that have not answered go to the others as often as allowed, or fail.
/// Without any node a fleet that others can join waits for one; else it stops.
/// </summary>
/// <remarks>What a device is follows from seed and number, what it keeps travels with the round: any node can have it.</remarks>
public sealed class EdgeFleetActor : UntypedActor, IWithTimers
{
    /// <summary>A node takes part from now on, until it stops; it takes <see cref="EdgeNodeActor.TrainCohort"/>.</summary>
    public sealed record Join(IActorRef Node, string Name, int Slots);

    /// <summary>Who takes part from now on; published where nodes join.</summary>
    public sealed record Changed(ImmutableArray<string> Nodes, int Slots);

    /// <summary>A node is lost, with the updates that its devices had left there; those are asked of others.</summary>
    public sealed record UpdatesLost(int Round, IActorRef Node);

    private sealed record Waited;

    private sealed record Job(Assignment Assignment, IActorRef Node, int Losses)
    {
        /// <summary>Whether the device has answered, its update being on the node.</summary>
        public bool Answered { get; init; }

        /// <summary>Whether it had before that node was lost.</summary>
        public bool Again { get; init; }
    }

    private readonly FleetTerms? _terms;
    private readonly List<Join> _nodes = [];
    private readonly SortedDictionary<int, Job> _underway = []; // device → where it is
    private readonly SortedDictionary<int, Job> _unplaced = [];
    private RoundOrder? _order;
    private IActorRef _round = ActorRefs.Nobody;
    private int _awaited = 1; // nodes without which nothing is placed

    /// <summary>A fleet of nodes in this process, to which no others come.</summary>
    public EdgeFleetActor(Experiment experiment, FederatedData data, int slots, Func<ITrainingEngine> createEngine, FederationOptions options)
    {
        for (int node = 0; node < options.Nodes; node++)
        {
            var name = $"node-{node}";
            var props = options.Decorate(name, EdgeNodeActor.Props(experiment, data, slots, createEngine, options));
            Add(new Join(Context.ActorOf(props, name), name, slots));
        }
    }

    /// <summary>A fleet that nodes join.</summary>
    public EdgeFleetActor(FleetTerms terms) => (_terms, _awaited) = (terms, terms.Nodes);

    public ITimerScheduler Timers { get; set; } = null!; // set by Akka

    public static Props Props(
        Experiment experiment, FederatedData data, int slots, Func<ITrainingEngine> createEngine, FederationOptions options) =>
        Akka.Actor.Props.Create(() => new EdgeFleetActor(experiment, data, slots, createEngine, options));

    public static Props Props(FleetTerms terms) => Akka.Actor.Props.Create(() => new EdgeFleetActor(terms));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case EdgeNodeActor.TrainCohort cohort:
                Begin(cohort.Order);
                break;
            case DeviceReport report:
                _round.Forward(Noted(report)); // which sorts out what is doubled or late
                break;
            case Join join:
                Add(join);
                Publish();
                Place();
                break;
            case Terminated over when over.ActorRef.Equals(_round):
                _underway.Clear(); // nobody needs what is left on nodes
                _unplaced.Clear();
                break;
            case Terminated terminated when _nodes.RemoveAll(node => node.Node.Equals(terminated.ActorRef)) > 0:
                Lost(terminated.ActorRef);
                break;
            case Waited when _nodes.Count == 0:
                Context.System.EventStream.Publish(new RunFailed($"no edge node for {_terms!.Patience}; the run can be resumed"));
                break;
            case Waited: // who has not come by now is not waited for
                _awaited = 1;
                Place();
                break;
            case Terminated: // of a round before
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // A node that fails is lost: it would come back without its devices' jobs, and nobody would answer for them.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Begin(RoundOrder order)
    {
        (_order, _round) = (order, Context.Watch(Sender));
        _underway.Clear();
        _unplaced.Clear();
        foreach (var assignment in order.Assignments)
            _unplaced.Add(assignment.Device, new Job(assignment, ActorRefs.Nobody, Losses: 0));
        Place();
    }

    // An answer whose update stays on its node is not over and done with until the round is.
    private DeviceReport Noted(DeviceReport report)
    {
        if (report.Round != _order?.Round || !_underway.TryGetValue(report.Device, out var job))
            return report;
        if (report is not TrainResult { Withheld: not null } result)
        {
            _underway.Remove(report.Device);
            return report;
        }
        _underway[report.Device] = job with { Answered = true };
        return job.Again ? result with { Uplink = null } : result; // its link has carried it once
    }

    private void Place()
    {
        if (_unplaced.Count == 0 || _nodes.Count < _awaited)
            return;
        _awaited = 1;
        int[] devices = [.. _unplaced.Keys];
        var places = new Placement([.. _nodes.Select(node => (node.Name, node.Slots))]).Of(devices);
        foreach (var part in devices.Zip(places).GroupBy(placed => placed.Second, placed => _unplaced[placed.First]))
        {
            var node = _nodes[part.Key].Node;
            foreach (var job in part)
                _underway[job.Assignment.Device] = job with { Node = node };
            node.Tell(new EdgeNodeActor.TrainCohort(_order! with { Assignments = [.. part.Select(job => job.Assignment)] }));
        }
        _unplaced.Clear();
    }

    private void Lost(IActorRef node)
    {
        var lost = _underway.Where(job => job.Value.Node.Equals(node)).ToList();
        if (lost.Any(job => job.Value.Answered))
            _round.Tell(new UpdatesLost(_order!.Round, node));
        foreach (var (device, job) in lost)
        {
            _underway.Remove(device);
            if (job.Losses < (_terms?.Retries ?? 0))
                _unplaced.Add(device, job with { Losses = job.Losses + 1, Answered = false, Again = job.Again || job.Answered });
            else
                _round.Tell(new TrainFailed(_order!.Round, device, "its node is gone"));
        }
        if (_terms is null && _nodes.Count == 0)
        {
            Context.Stop(Self);
            return;
        }
        Publish();
        Place();
    }

    private void Add(Join join)
    {
        _nodes.Add(join);
        _nodes.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name)); // whoever comes first
        Context.Watch(join.Node);
        if (_nodes.Count >= _awaited)
            Timers.Cancel(nameof(Waited));
    }

    private void Publish()
    {
        if (_terms is null)
            return;
        Context.System.EventStream.Publish(new Changed([.. _nodes.Select(node => node.Name)], _nodes.Sum(node => node.Slots)));
        if (_nodes.Count < _awaited && !Timers.IsTimerActive(nameof(Waited)))
            Timers.StartSingleTimer(nameof(Waited), new Waited(), _terms.Patience);
    }

    protected override void PreStart()
    {
        if (_terms is not null)
            Timers.StartSingleTimer(nameof(Waited), new Waited(), _terms.Patience);
    }
}

/// <summary>What a fleet that nodes join waits for, and how often it tries again.</summary>
/// <param name="Nodes">Edge nodes that the first round waits for, for as long as there is patience.</param>
/// <param name="Patience">How long it waits: then the first round begins with those that are there, and a run without any node fails.</param>
/// <param name="Retries">Nodes that a device's job may be lost with before the device has failed.</param>
public sealed record FleetTerms(int Nodes, TimeSpan Patience, int Retries);
