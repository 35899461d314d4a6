using Akka.Actor;
using FedPrune.Actors;
using FedPrune.Actors.Cluster.Payloads;
using FedPrune.Actors.Cluster.Protocol;
using FedPrune.Actors.Edge;

namespace FedPrune.Host.Tests.Runs;

/// <summary>A node as it is behind a network: orders come to it, and answers go from it, as bytes.</summary>
internal sealed class DistantNode : UntypedActor
{
    private readonly Experiment _experiment;
    private readonly IActorRef _actual;
    private RoundOrder? _sent, _received;
    private IActorRef _round = ActorRefs.Nobody;

    public DistantNode(Props actual, Experiment experiment)
    {
        _experiment = experiment;
        _actual = Context.ActorOf(actual, "actual");
    }

    public static Props Props(Props actual, Experiment experiment) => Akka.Actor.Props.Create(() => new DistantNode(actual, experiment));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case EdgeNodeActor.TrainCohort cohort:
                (_sent, _round) = (cohort.Order, Sender);
                _received = OrderCodec.Read(Payload.Parse(ToNodeProto.Parser, OrderCodec.Encode(_sent)).Order, _experiment);
                _actual.Tell(new EdgeNodeActor.TrainCohort(_received));
                break;
            case DeviceReport report:
                var bytes = ReportCodec.Encode(report, PartOf(_received!, report.Device));
                var proto = Payload.Parse(FromNodeProto.Parser, bytes).Report;
                _round.Tell(ReportCodec.Read(proto, _experiment.Network.Layout, (_, device) => PartOf(_sent!, device))!);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private static DevicePart PartOf(RoundOrder order, int device) => order.PartOf(order.Assignments.Single(a => a.Device == device));
}
