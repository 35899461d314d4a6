using Akka.Actor;

namespace Akka.Routing;

/// <summary>Picks the routee of a message. Called by many threads at once.</summary>
public abstract class RoutingLogic : INoSerializationVerificationNeeded
{
    public abstract Routee Select(object message, Routee[] routees);
}

/// <summary>Routees and a logic that picks among them. Immutable: what adds or removes gives a new one.</summary>
public class Router
{
    private readonly Routee[] _routees;

    public Router(RoutingLogic logic, IActorRef routee, params IActorRef[] routees)
        : this(logic, [Routee.FromActorRef(routee), .. routees.Select(Routee.FromActorRef)])
    {
    }

    public Router(RoutingLogic logic, params Routee[] routees)
    {
        RoutingLogic = logic;
        _routees = routees ?? [];
    }

    public IEnumerable<Routee> Routees => _routees;

    public RoutingLogic RoutingLogic { get; }

    internal bool IsEmpty => _routees.Length == 0;

    public virtual void Route(object message, IActorRef sender)
    {
        if (message is Broadcast broadcast)
        {
            foreach (var routee in _routees) Send(routee, broadcast.Message, sender);
            return;
        }

        Send(RoutingLogic.Select(message, _routees), message, sender);
    }

    public virtual Router WithRoutees(params Routee[] routees) => new(RoutingLogic, routees);

    public virtual Router AddRoutee(Routee routee) => new(RoutingLogic, [.. _routees, routee]);

    public Router AddRoutee(IActorRef routee) => AddRoutee(new ActorRefRoutee(routee));

    public Router AddRoutee(ActorSelection routee) => AddRoutee(new ActorSelectionRoutee(routee));

    public virtual Router RemoveRoutee(Routee routee) => new(RoutingLogic, [.. _routees.Where(r => !r.Equals(routee))]);

    public Router RemoveRoutee(IActorRef routee) => RemoveRoutee(new ActorRefRoutee(routee));

    public Router RemoveRoutee(ActorSelection routee) => RemoveRoutee(new ActorSelectionRoutee(routee));

    protected object UnWrap(object message) => message is RouterEnvelope envelope ? envelope.Message : message;

    protected virtual void Send(Routee routee, object message, IActorRef sender)
    {
        if (routee != Routee.NoRoutee) routee.Send(UnWrap(message), sender);
        else (sender as IInternalActorRef)?.Provider.DeadLetters.Tell(UnWrap(message), sender);
    }
}
