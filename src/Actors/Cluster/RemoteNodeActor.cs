using Akka.Actor;
using Akka.Event;
using FedPrune.Actors.Cluster.Payloads;
using FedPrune.Actors.Cluster.Protocol;
using FedPrune.Actors.Cluster.Transfers;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Mailboxes;
using FedPrune.Actors.Server;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Cluster;

/// <summary>An edge node that was let in.</summary>
/// <param name="Session">Of the two sides.</param>
/// <param name="Name">Its address.</param>
/// <param name="Slots">Models it trains at the same time.</param>
/// <param name="Agent">Who answers there.</param>
internal sealed record RemoteNode(UInt128 Session, string Name, int Slots, IActorRef Agent);

/// <summary>
/// Stands on the server for one edge node of the cluster: to the fleet it is a node like one in the process. It has the node
/// build the experiment, sends it its part of a round, each model once, and brings home what its devices answer.
/// </summary>
internal sealed class RemoteNodeActor : UntypedActor, IWithTimers
{
    private sealed record Tick;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1); // before what is lost is sent again

    private readonly RemoteNode _node;
    private readonly Experiment _experiment;
    private readonly ClusterTerms _terms;
    private readonly IActorRef _fleet;
    private readonly Outgoing _outgoing;
    private readonly Incoming _incoming;
    private readonly Dictionary<int, DevicePart> _asked = []; // device → what it does in the round
    private readonly Dictionary<int, (SumRequest Request, IActorRef Asker)> _sums = []; // by number
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private int _round = -1;
    private int _requests;
    private bool _keepsUpdates; // in the round

    public RemoteNodeActor(RemoteNode node, Experiment experiment, ClusterTerms terms, IActorRef fleet)
    {
        (_node, _experiment, _terms, _fleet) = (node, experiment, terms, fleet);
        _outgoing = new Outgoing(node.Session, node.Agent, Self);
        _incoming = new Incoming(node.Session, node.Agent, Self, terms.MostBytes);
    }

    public ITimerScheduler Timers { get; set; } = null!; // set by Akka

    public static Props Props(RemoteNode node, Experiment experiment, ClusterTerms terms, IActorRef fleet) =>
        Akka.Actor.Props.Create(() => new RemoteNodeActor(node, experiment, terms, fleet));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Tick), new Tick(), Pause);
        Assign();
    }

    protected override void PostStop()
    {
        _outgoing.End();
        _node.Agent.Tell(new Dropped(_node.Session, "the server has let it go"));
    }

    protected override void OnReceive(object message)
    {
        try
        {
            Handle(message);
        }
        catch (WireFormatException e)
        {
            Refuse($"what it sent is refused: {e.Message}");
        }
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case EdgeNodeActor.TrainCohort cohort:
                Send(cohort.Order);
                break;
            case SumRequest request when request.Round == _round:
                _sums.Add(++_requests, (request, Sender));
                _outgoing.Send(SumCodec.Encode(_requests, request, _asked[request.Devices[0]].Topology));
                break;
            case Offer offer when offer.Session == _node.Session:
                Receive(_incoming.On(offer));
                break;
            case Chunk chunk when chunk.Session == _node.Session:
                Receive(_incoming.On(chunk));
                break;
            case Pull pull when pull.Session == _node.Session:
                _outgoing.On(pull);
                break;
            case Taken taken when taken.Session == _node.Session:
                _outgoing.On(taken);
                break;
            case Refused { Message: DeviceReport report } refused:
                Sender.Tell(new TrainFailed(report.Round, report.Device, $"its upload was refused: {refused.Reason}"));
                break;
            case Ready ready when ready.Session == _node.Session:
                Become(Serving);
                _fleet.Tell(new EdgeFleetActor.Join(Self, _node.Name, _node.Slots));
                break;
            case Declined declined when declined.Session == _node.Session:
                Refuse(declined.Reason);
                break;
            case Tick:
                Assign(); // as long as it has not answered
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Serving(object message)
    {
        switch (message)
        {
            case Tick:
                _outgoing.Tick();
                _incoming.Tick();
                break;
            case Ready: // said twice
                break;
            default:
                OnReceive(message);
                break;
        }
    }

    private void Assign() => _node.Agent.Tell(new NodeAssignment(_node.Session, _terms.Configuration, _terms.Fingerprint));

    private void Send(RoundOrder order)
    {
        if (order.Round != _round)
        {
            _asked.Clear();
            _sums.Clear();
        }
        (_round, _keepsUpdates) = (order.Round, order.SumsOnNodes);
        foreach (var assignment in order.Assignments)
            _asked[assignment.Device] = order.PartOf(assignment);
        _outgoing.Send(OrderCodec.Encode(order));
    }

    private void Receive(ReadOnlyMemory<byte>? payload)
    {
        if (payload is not { } bytes)
            return;
        var proto = Payload.Parse(FromNodeProto.Parser, bytes);
        var layout = _experiment.Network.Layout;
        switch (proto.KindCase)
        {
            case FromNodeProto.KindOneofCase.Report:
                var keeper = _keepsUpdates ? Self : null;
                if (ReportCodec.Read(proto.Report, layout, (round, device) => round == _round ? _asked.GetValueOrDefault(device) : null, keeper) is { } report)
                    _fleet.Tell(report);
                break;
            case FromNodeProto.KindOneofCase.Sums when _sums.Remove((int)proto.Sums.Number, out var sum):
                sum.Asker.Tell(SumCodec.Read(proto.Sums, sum.Request, layout, _asked[sum.Request.Devices[0]].Topology));
                break;
            case FromNodeProto.KindOneofCase.Sums: // of a round that is over
                break;
            default:
                throw new WireFormatException(WireFault.Header, "neither an answer nor a sum");
        }
    }

    private void Refuse(string reason)
    {
        _log.Warning("edge node {0} takes no part: {1}", _node.Name, reason);
        Context.System.EventStream.Publish(new NodeRefused(_node.Name, reason));
        Context.Stop(Self);
    }
}
