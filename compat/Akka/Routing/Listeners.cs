using Akka.Actor;

namespace Akka.Routing;

/// <summary>An actor that has listeners; it hands what comes to <see cref="ListenerSupport.ListenerReceive"/>.</summary>
public interface IListeners
{
    ListenerSupport Listeners { get; }
}

public abstract class ListenerMessage;

/// <summary>Adds a listener.</summary>
public sealed class Listen(IActorRef listener) : ListenerMessage
{
    public IActorRef Listener { get; } = listener;
}

/// <summary>Removes a listener.</summary>
public sealed class Deafen(IActorRef listener) : ListenerMessage
{
    public IActorRef Listener { get; } = listener;
}

/// <summary>Does something with every listener.</summary>
public sealed class WithListeners(Action<IActorRef> listenerFunction) : ListenerMessage
{
    public Action<IActorRef> ListenerFunction { get; } = listenerFunction;
}

/// <summary>The listeners of an actor.</summary>
public class ListenerSupport
{
    protected readonly HashSet<IActorRef> Listeners = [];

    /// <summary>Handles the messages that concern listeners; false for any other.</summary>
    public Receive ListenerReceive => message =>
    {
        switch (message)
        {
            case Listen listen: Add(listen.Listener); return true;
            case Deafen deafen: Remove(deafen.Listener); return true;
            case WithListeners with:
                foreach (var listener in Listeners) with.ListenerFunction(listener);
                return true;
            default: return false;
        }
    };

    public void Add(IActorRef actor) => Listeners.Add(actor);

    public void Remove(IActorRef actor) => Listeners.Remove(actor);

    public void Gossip(object message)
    {
        foreach (var listener in Listeners) listener.Tell(message);
    }

    public void Gossip(object message, IActorRef sender)
    {
        foreach (var listener in Listeners) listener.Tell(message, sender);
    }
}
