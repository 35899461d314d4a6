using Akka.Actor;
using FedPrune.Actors.Cluster.Payloads;
using FedPrune.Actors.Cluster.Protocol;
using FedPrune.Actors.Cluster.Transfers;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Server;
using FedPrune.Model.Wire;

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
    private readonly IActorRef _sums;
    private readonly Dictionary<int, DevicePart> _asked = []; // device → what it does in the round
    private UpdateChecks? _checks; // where updates stay here
    private int _round = -1;

    public AgentSessionActor(UInt128 session, IActorRef peer, NodeSetup setup)
    {
        (_session, _setup) = (session, setup);
        _outgoing = new Outgoing(session, peer, Context.Parent); // where the server answers to
        _incoming = new Incoming(session, peer, Context.Parent, MostBytes);
        _node = setup.StartNode();
        _sums = Context.ActorOf(PartialSumsActor.Props(setup.Experiment.Algorithm.Contribution), "sums");
    }

    public ITimerScheduler Timers { get; set; } = null!; // set by Akka

    public static Props Props(UInt128 session, IActorRef peer, NodeSetup setup) =>
        Akka.Actor.Props.Create(() => new AgentSessionActor(session, peer, setup));

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), new Tick(), Pause);

    protected override void PostStop()
    {
        _outgoing.End();
        _node.Tell(PoisonPill.Instance);
    }

    // Updates that are lost with the actor that kept them end the session.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

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
                _outgoing.Send(ReportCodec.Encode(_checks is not null && report is TrainResult result ? Kept(result, part) : report, part));
                break;
            case PartialSumsActor.Done done when done.Request.Round == _round:
                _outgoing.Send(SumCodec.Encode(done, _asked[done.Request.Devices[0]].Topology));
                break;
            case PartialSumsActor.Done: // of a round that is over
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
        var proto = Payload.Parse(ToNodeProto.Parser, bytes);
        switch (proto.KindCase)
        {
            case ToNodeProto.KindOneofCase.Order:
                Begin(OrderCodec.Read(proto.Order, _setup.Experiment));
                break;
            case ToNodeProto.KindOneofCase.Sums when proto.Sums.Round != _round: // it is over
                break;
            case ToNodeProto.KindOneofCase.Sums:
                _sums.Tell(SumCodec.Read(proto.Sums, _setup.Experiment.Network.Layout, _asked));
                break;
            default:
                throw new WireFormatException(WireFault.Header, "neither an order nor a request");
        }
    }

    private void Begin(RoundOrder order)
    {
        if (order.Round != _round)
        {
            _asked.Clear();
            _checks = order.SumsOnNodes ? new UpdateChecks(_setup.Experiment.NormBound, _setup.Experiment.LargestChange) : null;
        }
        _round = order.Round;
        foreach (var assignment in order.Assignments)
            _asked[assignment.Device] = order.PartOf(assignment);
        _node.Tell(new EdgeNodeActor.TrainCohort(order), Self);
    }

    private TrainResult Kept(TrainResult result, DevicePart part)
    {
        var defect = _checks!.Defect(result, part);
        if (defect is null)
            _sums.Tell(new PartialSumsActor.Keep(result.Round, result.Update));
        return result with { Withheld = new Withheld(Self, defect) };
    }
}
