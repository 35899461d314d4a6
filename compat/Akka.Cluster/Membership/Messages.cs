using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Gossiping;
using Akka.Event;
using Akka.Remote;

namespace Akka.Cluster
{
    /// <summary>A message between the nodes of a cluster.</summary>
    public interface IClusterMessage;
}

namespace Akka.Cluster.Membership
{
    /// <summary>Asks a seed node whether it is in a cluster.</summary>
    internal sealed record InitJoin : IClusterMessage, IDeadLetterSuppression;

    internal sealed record InitJoinAck(Address Address) : IClusterMessage, IDeadLetterSuppression;

    internal sealed record InitJoinNack(Address Address) : IClusterMessage, IDeadLetterSuppression;

    internal sealed record Join(UniqueAddress Node, ImmutableHashSet<string> Roles) : IClusterMessage;

    internal sealed record Welcome(UniqueAddress From, GossipState Gossip) : IClusterMessage;

    internal sealed record GossipEnvelope(UniqueAddress From, UniqueAddress To, GossipState Gossip) : IClusterMessage;

    internal sealed record GossipStatus(UniqueAddress From, GossipVersion Version) : IClusterMessage;

    /// <summary>A member that leaves has seen that it may go.</summary>
    internal sealed record ExitingConfirmed(UniqueAddress Node) : IClusterMessage, IDeadLetterSuppression;

    internal sealed record Heartbeat(Address From) : IClusterMessage, IPriorityMessage, IDeadLetterSuppression;

    internal sealed record HeartbeatRsp(UniqueAddress From) : IClusterMessage, IPriorityMessage, IDeadLetterSuppression;

    /// <summary>What a node's own program asks of it.</summary>
    internal static class Order
    {
        public sealed record JoinTo(Address Address);

        public sealed record JoinSeedNodes(ImmutableList<Address> Seeds);

        public sealed record Leave(Address Address);

        public sealed record Down(Address Address);

        public sealed record Subscribe(IActorRef Subscriber, ClusterEvent.SubscriptionInitialStateMode Mode, ImmutableHashSet<Type> To);

        public sealed record Unsubscribe(IActorRef Subscriber, Type To);

        public sealed record SendState(IActorRef Receiver);

        public sealed record OnMemberUp(Action Callback);

        public sealed record OnMemberRemoved(Action Callback);

        /// <summary>The exiting phase of the shutdown is over: the others may remove this node.</summary>
        public sealed record ExitingCompleted;

        public sealed record Shutdown;
    }

    internal sealed record Tick(Action Do) : INoSerializationVerificationNeeded;
}
