using Akka.Actor;

namespace FedPrune.TestKit;

/// <summary>Stands in an actor's place, has it as its child, and copies to a probe what goes in and what it tells its parent.</summary>
internal sealed class Tapped : UntypedActor
{
    private readonly IActorRef _probe;
    private readonly IActorRef _actual;

    public Tapped(Props actual, IActorRef probe)
    {
        _probe = probe;
        _actual = Context.Watch(Context.ActorOf(actual, "actual"));
    }

    public static Props Props(Props actual, IActorRef probe) => Akka.Actor.Props.Create(() => new Tapped(actual, probe));

    protected override void OnReceive(object message)
    {
        if (message is Terminated terminated && terminated.ActorRef.Equals(_actual))
        {
            Context.Stop(Self);
            return;
        }
        _probe.Tell(message, Sender);
        if (Sender.Equals(_actual))
            Context.Parent.Tell(message);
        else if (Sender.Path.ToStringWithoutAddress().StartsWith(_actual.Path.ToStringWithoutAddress() + "/", StringComparison.Ordinal))
            Context.Parent.Forward(message); // its children know it by its parent
        else
            _actual.Forward(message);
    }
}

/// <summary>A node that dies when it is handed a certain round.</summary>
internal sealed class MortalNode : UntypedActor
{
    private readonly int _round;
    private readonly IActorRef _actual;

    public MortalNode(Props actual, int round)
    {
        _round = round;
        _actual = Context.ActorOf(actual, "actual");
    }

    public static Props Props(Props actual, int round) => Akka.Actor.Props.Create(() => new MortalNode(actual, round));

    protected override void OnReceive(object message)
    {
        if (message is FedPrune.Actors.Edge.EdgeNodeActor.TrainCohort cohort && cohort.Order.Round == _round)
            Context.Stop(Self);
        else
            _actual.Forward(message);
    }
}
