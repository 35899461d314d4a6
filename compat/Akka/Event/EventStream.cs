using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Event;

/// <summary>The system's event bus: subscribe to a class, and every event of it or of what extends it comes as a message.</summary>
public class EventStream(bool debug) : LoggingBus
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<IActorRef, byte> _early = new();
    private IActorRef _unsubscriber;

    public override bool Subscribe(IActorRef subscriber, Type channel)
    {
        if (subscriber is null) throw new ArgumentNullException(nameof(subscriber), "subscriber is null");
        if (debug) Publish(new Debug(nameof(EventStream), GetType(), $"subscribing {subscriber} to channel {channel}"));
        UnsubscribeWhenStopped(subscriber);
        return base.Subscribe(subscriber, channel);
    }

    public override bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        if (subscriber is null) throw new ArgumentNullException(nameof(subscriber), "subscriber is null");
        if (debug) Publish(new Debug(nameof(EventStream), GetType(), $"unsubscribing {subscriber} from channel {channel}"));
        return base.Unsubscribe(subscriber, channel);
    }

    public override bool Unsubscribe(IActorRef subscriber)
    {
        if (subscriber is null) throw new ArgumentNullException(nameof(subscriber), "subscriber is null");
        if (debug) Publish(new Debug(nameof(EventStream), GetType(), $"unsubscribing {subscriber} from all channels"));
        return base.Unsubscribe(subscriber);
    }

    /// <summary>Starts the actor that ends the subscriptions of those who have stopped.</summary>
    public void StartUnsubscriber(ActorSystemImpl system)
    {
        var unsubscriber = system.SystemActorOf(
            Props.Create(typeof(EventStreamUnsubscriber), this).WithDispatcher(Dispatch.Dispatchers.InternalDispatcherId), "EventStreamUnsubscriber");
        Volatile.Write(ref _unsubscriber, unsubscriber);
        foreach (var subscriber in _early.Keys) unsubscriber.Tell(new WatchSubscriber(subscriber), ActorRefs.NoSender);
        _early.Clear();
    }

    private void UnsubscribeWhenStopped(IActorRef subscriber)
    {
        if (subscriber is MinimalActorRef) return;
        if (Volatile.Read(ref _unsubscriber) is { } unsubscriber) unsubscriber.Tell(new WatchSubscriber(subscriber), ActorRefs.NoSender);
        else _early.TryAdd(subscriber, 0);
    }

    private sealed record WatchSubscriber(IActorRef Subscriber);

    private sealed class EventStreamUnsubscriber(EventStream stream) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case WatchSubscriber watch: Context.Watch(watch.Subscriber); break;
                case Terminated terminated: stream.Unsubscribe(terminated.ActorRef); break;
                default: Unhandled(message); break;
            }
        }
    }
}

public static class EventStreamExtensions
{
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Subscribe(subscriber, typeof(TChannel));

    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Unsubscribe(subscriber, typeof(TChannel));
}
