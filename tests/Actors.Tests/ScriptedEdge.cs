using Akka.Actor;
using FedPrune.Actors.Edge;

namespace FedPrune.Actors.Tests;

/// <summary>An edge that answers for each device what a test says.</summary>
internal sealed class ScriptedEdge(Func<RoundOrder, int, DeviceReport> answer) : UntypedActor
{
    public static Props Props(Func<RoundOrder, int, DeviceReport> answer) => Akka.Actor.Props.Create(() => new ScriptedEdge(answer));

    protected override void OnReceive(object message)
    {
        if (message is not EdgeNodeActor.TrainCohort { Order: var order })
        {
            Unhandled(message);
            return;
        }
        foreach (var assignment in order.Assignments)
            Sender.Tell(answer(order, assignment.Device));
    }
}

/// <summary>Stands between server and edge, holds back a round's answers and hands them on in reverse.</summary>
internal sealed class ReversingRelay(IActorRef edge) : UntypedActor
{
    private readonly Stack<object> _answers = [];
    private IActorRef _round = ActorRefs.Nobody;
    private int _cohort;

    public static Props Props(IActorRef edge) => Akka.Actor.Props.Create(() => new ReversingRelay(edge));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case EdgeNodeActor.TrainCohort cohort:
                (_round, _cohort) = (Sender, cohort.Order.Assignments.Length);
                edge.Tell(cohort);
                break;
            case DeviceReport report:
                _answers.Push(report);
                if (_answers.Count == _cohort)
                    HandOn();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void HandOn()
    {
        while (_answers.TryPop(out var answer))
            _round.Tell(answer);
    }
}
