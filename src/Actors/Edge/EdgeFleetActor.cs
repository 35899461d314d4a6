using Akka.Actor;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Edge;

/// <summary>
/// Several edge nodes that take part as one: spreads a round's devices over them, and when a node is lost fails its devices
/// of the round at once and has the remaining nodes take them from the next round on. Without any node left it stops.
/// </summary>
/// <remarks>What a device is follows from seed and number, what it keeps travels with the round: any node can have it.</remarks>
public sealed class EdgeFleetActor : UntypedActor
{
    private readonly List<IActorRef> _nodes = [];
    private readonly Dictionary<IActorRef, RoundOrder> _underway = []; // node → its part of the round
    private IActorRef _round = ActorRefs.Nobody;

    public EdgeFleetActor(Experiment experiment, FederatedData data, int slots, Func<ITrainingEngine> createEngine, FederationOptions options)
    {
        for (int node = 0; node < options.Nodes; node++)
        {
            var name = $"node-{node}";
            var props = options.Decorate(name, EdgeNodeActor.Props(experiment, data, slots, createEngine, options));
            _nodes.Add(Context.Watch(Context.ActorOf(props, name)));
        }
    }

    public static Props Props(
        Experiment experiment, FederatedData data, int slots, Func<ITrainingEngine> createEngine, FederationOptions options) =>
        Akka.Actor.Props.Create(() => new EdgeFleetActor(experiment, data, slots, createEngine, options));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case EdgeNodeActor.TrainCohort cohort:
                Spread(cohort.Order);
                break;
            case Terminated terminated when _nodes.Remove(terminated.ActorRef):
                Lost(terminated.ActorRef);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // A node that fails is lost: it would come back without its devices' jobs, and nobody would answer for them.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Spread(RoundOrder order)
    {
        _round = Sender;
        _underway.Clear();
        foreach (var part in order.Assignments.GroupBy(assignment => _nodes[assignment.Device % _nodes.Count]))
        {
            _underway.Add(part.Key, order with { Assignments = [.. part] });
            part.Key.Forward(new EdgeNodeActor.TrainCohort(_underway[part.Key]));
        }
    }

    private void Lost(IActorRef node)
    {
        if (_underway.Remove(node, out var part))
        {
            foreach (var assignment in part.Assignments)
                _round.Tell(new TrainFailed(part.Round, assignment.Device, "its node is gone")); // who has answered is not asked again
        }
        if (_nodes.Count == 0)
            Context.Stop(Self);
    }
}
