using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Gossiping;

namespace Akka.Cluster.Events;

/// <summary>Who is told of which events.</summary>
internal sealed class Subscriptions(UniqueAddress self)
{
    private readonly Dictionary<IActorRef, ImmutableHashSet<Type>> _subscribers = [];

    public void Add(Membership.Order.Subscribe subscription, GossipState gossip)
    {
        _subscribers[subscription.Subscriber] = _subscribers.GetValueOrDefault(subscription.Subscriber, []).Union(subscription.To);
        if (subscription.Mode == ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot)
        {
            subscription.Subscriber.Tell(EventDiff.State(gossip, self), ActorRefs.NoSender);
            return;
        }

        foreach (var past in EventDiff.Between(GossipState.Empty, gossip, self)) Tell(subscription.Subscriber, subscription.To, past);
    }

    /// <summary>Ends a subscription to one class of events, or to all if none is given.</summary>
    public void Remove(IActorRef subscriber, Type to)
    {
        if (!_subscribers.TryGetValue(subscriber, out var classes)) return;
        var rest = to is null ? [] : classes.Remove(to);
        if (rest.IsEmpty) _subscribers.Remove(subscriber);
        else _subscribers[subscriber] = rest;
    }

    public void Publish(IEnumerable<ClusterEvent.IClusterDomainEvent> events)
    {
        foreach (var happened in events)
        {
            foreach (var (subscriber, classes) in _subscribers) Tell(subscriber, classes, happened);
        }
    }

    private static void Tell(IActorRef subscriber, ImmutableHashSet<Type> classes, ClusterEvent.IClusterDomainEvent happened)
    {
        if (classes.Any(each => each.IsInstanceOfType(happened))) subscriber.Tell(happened, ActorRefs.NoSender);
    }
}
