using Akka.Actor;
using FedPrune.Actors.Cluster.Payloads;
using FedPrune.Actors.Cluster.Transfers;
using FedPrune.Actors.Edge;

namespace FedPrune.Actors.Cluster;

/// <summary>
/// An edge node's part in one session: takes orders, has the devices placed here trained, and brings their answers to the
/// server. What it leaves behind when it ends nobody hears of.
/// </summary>
internal sealed class AgentSessionActor : UntypedActor, IWithTimers
{
    private const int MostBytes = 1 << 30; // of an order

    private sealed record Tick;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1); // before what is lost is sent again

    private readonly UInt128 _session;
    private readonly NodeSetup _setup;
    private readonly Outgoing _outgoing;
    private readonly Incoming _incoming;
    private readonly IActorRef _node;
    private readonly Dictionary<int, DevicePart> _asked = []; // device → what it does in the round
    private int _round = -1;

    public AgentSessionActor(UInt128 session, IActorRef peer, NodeSetup setup)
    {
        (_session, _setup) = (session, setup);
        _outgoing = new Outgoing(session, peer, Context.Parent); // where the server answers to
        _incoming = new Incoming(session, peer, Context.Parent, MostBytes);
        _node = setup.StartNode();
    }

    public ITimerScheduler Timers { get; set; } = null!; // set by Akka

    public static Props Props(UInt128 session, IActorRef peer, NodeSetup setup) =>
        Akka.Actor.Props.Create(() => new AgentSessionActor(session, peer, setup));

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), new Tick(), Pause);

    protected override void PostStop() => _node.Tell(PoisonPill.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Offer offer when offer.Session == _session:
                Receive(_incoming.On(offer));
                break;
            case Chunk chunk when chunk.Session == _session:
                Receive(_incoming.On(chunk));
                break;
            case Pull pull when pull.Session == _session:
                _outgoing.On(pull);
                break;
            case Taken taken when taken.Session == _session:
                _outgoing.On(taken);
                break;
            case DeviceReport report when report.Round == _round && _asked.TryGetValue(report.Device, out var part):
                _outgoing.Send(ReportCodec.Encode(report, part));
                break;
            case Tick:
                _outgoing.Tick();
                _incoming.Tick();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // An order that cannot be read ends the session: its supervisor stops it, and the server is greeted anew.
    private void Receive(ReadOnlyMemory<byte>? payload)
    {
        if (payload is not { } bytes)
            return;
        var order = OrderCodec.Decode(bytes, _setup.Experiment);
        if (order.Round != _round)
            _asked.Clear();
        _round = order.Round;
        foreach (var assignment in order.Assignments)
            _asked[assignment.Device] = order.PartOf(assignment);
        _node.Tell(new EdgeNodeActor.TrainCohort(order), Self);
    }
}
