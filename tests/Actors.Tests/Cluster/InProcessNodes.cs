using Akka.Actor;
using FedPrune.Actors.Cluster;
using FedPrune.Actors.Cluster.Protocol;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Server;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Tests.Cluster;

/// <summary>
/// A server and edge nodes that talk as they would over a cluster, in payloads, but in one process and with nobody between
/// them except a test that may listen, or have a node die.
/// </summary>
/// <param name="experiment">What is run.</param>
/// <param name="data">On which data.</param>
/// <param name="createEngine">What trains.</param>
internal sealed class InProcessNodes(Experiment experiment, FederatedData data, Func<ITrainingEngine> createEngine)
{
    private int _dying;
    private long _received;

    /// <summary>Whether a node dies instead of sending a payload; as many do as are allowed to.</summary>
    public Func<FromNodeProto, bool> Dies { get; init; } = _ => false;

    /// <summary>How many nodes may die.</summary>
    public int Deaths { get; init; } = 1;

    /// <summary>Bytes of payloads that have come to the server.</summary>
    public long BytesReceived => Interlocked.Read(ref _received);

    /// <summary>Nodes that a device may be lost with.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>How many have died.</summary>
    public int Died => Math.Min(_dying, Deaths);

    /// <summary>Starts a run over some nodes.</summary>
    public void Start(ActorSystem system, int nodes, CheckpointStore checkpoints)
    {
        var together = new FleetTerms(nodes, TimeSpan.FromMinutes(1), Retries);
        var fleet = system.ActorOf(EdgeFleetActor.Props(together));
        var terms = new ClusterTerms("", new Fingerprint("", "", ""), together);
        for (int node = 0; node < nodes; node++)
        {
            var agent = system.ActorOf(Props.Create(() => new Agent(this)));
            system.ActorOf(RemoteNodeActor.Props(new RemoteNode((UInt128)node, $"node-{node}", 1, agent), experiment, terms, fleet));
        }
        var tester = TesterActor.Props(data.Images.Test.Count, 1, createEngine);
        var server = system.ActorOf(ServerActor.Props(experiment, ServerState.Initial(experiment), fleet, tester, checkpoints));
        server.Tell(ServerActor.Start.Instance);
    }

    /// <summary>An edge node's process.</summary>
    private sealed class Agent(InProcessNodes nodes) : UntypedActor
    {
        private IActorRef _session = ActorRefs.Nobody;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case NodeAssignment assignment:
                    var (system, server) = (Context.System, Sender);
                    var line = Context.ActorOf(Props.Create(() => new Line(nodes, server)));
                    var setup = new NodeSetup(
                        nodes.Experiment, assignment.Fingerprint,
                        () => system.ActorOf(EdgeNodeActor.Props(nodes.Experiment, nodes.Data, 1, nodes.CreateEngine)));
                    _session = Context.ActorOf(AgentSessionActor.Props(assignment.Session, line, setup));
                    server.Tell(new Ready(assignment.Session));
                    break;
                case Offer or Chunk or Pull or Taken:
                    _session.Forward(message);
                    break;
                case Dropped:
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }

    /// <summary>What a node sends goes through here. With a node that has died the server's side of it ends, as the gate has it.</summary>
    private sealed class Line(InProcessNodes nodes, IActorRef server) : UntypedActor
    {
        private bool _cut;

        protected override void OnReceive(object message)
        {
            if (_cut)
                return;
            if (message is Offer offer && offer.First.Length == offer.Size && nodes.Dies(FromNodeProto.Parser.ParseFrom(offer.First.Span))
                && Interlocked.Increment(ref nodes._dying) <= nodes.Deaths)
            {
                _cut = true;
                Context.System.Stop(server);
                return;
            }
            Interlocked.Add(ref nodes._received, message switch { Offer o => o.First.Length, Chunk c => c.Bytes.Length, _ => 0 });
            server.Forward(message);
        }
    }

    private Experiment Experiment => experiment;

    private FederatedData Data => data;

    private Func<ITrainingEngine> CreateEngine => createEngine;
}
