using System.Collections.Immutable;
using System.Threading.Channels;
using Akka.Actor;
using FedPrune.Actors.Cluster;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Server;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Contribution;
using FedPrune.Model.Training;

namespace FedPrune.Actors;

/// <summary>The actors of one federation, but for the edge nodes of a cluster, and what they publish as a stream to read.</summary>
/// <remarks>
/// The actor system's configuration must declare the dispatchers of <c>hocon/reference.conf</c>.
/// </remarks>
public sealed class Federation
{
    private readonly IActorRef _server;
    private readonly Channel<object> _events = Channel.CreateUnbounded<object>();

    private Federation(
        ActorSystem system, Experiment experiment, FederatedData data, ServerState state, int slots,
        Func<ITrainingEngine> createEngine, CheckpointStore? checkpoints, FederationOptions options)
    {
        if (experiment.Algorithm.Contribution == ContributionRule.Oracle)
            experiment = experiment with { Algorithm = experiment.Algorithm with { KnownNoise = data.NoiseRates } };
        if (experiment.Algorithm.Tailoring is not null || experiment.Policy.Selection.NeedsSamples)
            experiment = experiment with { SampleCounts = [.. Enumerable.Range(0, data.Partition.Devices).Select(data.Partition.CountOf)] };
        Listen(
            system, EventTap.Props(_events.Writer), "events",
            [
                typeof(RoundReport), typeof(InvariantViolated), typeof(EdgeFleetActor.Changed), typeof(NodeRefused),
                typeof(RunFinished), typeof(RunFailed),
            ]);
        Listen(system, InvariantObserver.Props(), "invariants", InvariantObserver.Observed);
        var edge = system.ActorOf(Edge(experiment, data, slots, createEngine, options), "edge");
        if (options.Cluster is { } cluster)
            system.ActorOf(GateActor.Props(experiment, cluster, edge), ClusterRole.Gate);
        var tester = TesterActor.Props(data.Images.Test.Count, slots, createEngine);
        _server = system.ActorOf(ServerActor.Props(experiment, state, edge, tester, checkpoints, options.Decorate), "server");
    }

    /// <summary>
    /// What happens, in order: <see cref="RoundReport"/>, <see cref="InvariantViolated"/>, in a cluster
    /// <see cref="EdgeFleetActor.Changed"/> and <see cref="NodeRefused"/>, and as the last one
    /// <see cref="RunFinished"/> or <see cref="RunFailed"/>.
    /// </summary>
    public IAsyncEnumerable<object> Events => _events.Reader.ReadAllAsync();

    /// <summary>Starts a run, from its first round or from a checkpoint's state.</summary>
    /// <param name="system">Where the actors live.</param>
    /// <param name="experiment">What to run.</param>
    /// <param name="data">On which data.</param>
    /// <param name="state">Where to begin.</param>
    /// <param name="slots">Models that train at the same time, one a core.</param>
    /// <param name="createEngine">Makes the engine of a compute slot.</param>
    /// <param name="checkpoints">Where each round is saved; null to save none.</param>
    /// <param name="options">How the actors are put together; null for one node and nothing else.</param>
    public static Federation Start(
        ActorSystem system, Experiment experiment, FederatedData data, ServerState state, int slots,
        Func<ITrainingEngine> createEngine, CheckpointStore? checkpoints = null, FederationOptions? options = null)
    {
        var federation = new Federation(system, experiment, data, state, slots, createEngine, checkpoints, options ?? new FederationOptions());
        federation._server.Tell(ServerActor.Start.Instance);
        return federation;
    }

    /// <summary>Asks the run to stop after the round under way.</summary>
    public void Finish() => _server.Tell(ServerActor.Finish.Instance);

    private static Props Edge(Experiment experiment, FederatedData data, int slots, Func<ITrainingEngine> createEngine, FederationOptions options) =>
        options.Cluster is { } cluster ? EdgeFleetActor.Props(cluster.Fleet)
        : options.Nodes > 1 ? EdgeFleetActor.Props(experiment, data, slots, createEngine, options)
        : options.Decorate("node-0", EdgeNodeActor.Props(experiment, data, slots, createEngine, options));

    // Subscribed before the server can publish: a listener's own PreStart could run after a run that is over at once.
    private static void Listen(ActorSystem system, Props listener, string name, ImmutableArray<Type> events)
    {
        var reference = system.ActorOf(listener, name);
        foreach (var type in events)
            system.EventStream.Subscribe(reference, type);
    }

    private sealed class EventTap(ChannelWriter<object> events) : UntypedActor
    {
        public static Props Props(ChannelWriter<object> events) => Akka.Actor.Props.Create(() => new EventTap(events));

        protected override void PostStop() => events.TryComplete();

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case RoundReport or InvariantViolated or EdgeFleetActor.Changed or NodeRefused:
                    events.TryWrite(message);
                    break;
                case RunFinished or RunFailed:
                    events.TryWrite(message);
                    events.TryComplete();
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }
}
