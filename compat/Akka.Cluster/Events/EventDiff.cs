using System.Collections.Immutable;
using Akka.Cluster.Gossiping;

namespace Akka.Cluster.Events;

/// <summary>The events between two versions of the gossip, as one node sees them.</summary>
internal static class EventDiff
{
    public static IEnumerable<ClusterEvent.IClusterDomainEvent> Between(GossipState before, GossipState after, UniqueAddress self)
    {
        var (unreachableBefore, unreachableAfter) = (Unreachable(before, self), Unreachable(after, self));
        foreach (var member in unreachableAfter.Except(unreachableBefore)) yield return new ClusterEvent.UnreachableMember(member);
        foreach (var member in MemberEvents(before, after)) yield return member;
        foreach (var member in unreachableBefore.Except(unreachableAfter))
        {
            if (after.Find(member.UniqueAddress) is { } still) yield return new ClusterEvent.ReachableMember(still);
        }

        if (before.Leader(self) != after.Leader(self)) yield return new ClusterEvent.LeaderChanged(after.Leader(self)?.Address);
        foreach (var role in Roles(before).Union(Roles(after)))
        {
            if (before.Leader(self, role) != after.Leader(self, role)) yield return new ClusterEvent.RoleLeaderChanged(role, after.Leader(self, role)?.Address);
        }
    }

    public static ClusterEvent.CurrentClusterState State(GossipState gossip, UniqueAddress self) => new(
        gossip.Members,
        Unreachable(gossip, self),
        [.. gossip.SeenBy.Select(node => node.Address)],
        gossip.Leader(self)?.Address,
        Roles(gossip).ToImmutableDictionary(role => role, role => gossip.Leader(self, role)?.Address, StringComparer.Ordinal));

    private static IEnumerable<ClusterEvent.IMemberEvent> MemberEvents(GossipState before, GossipState after)
    {
        foreach (var member in after.Members)
        {
            if (before.Find(member.UniqueAddress) is { } known && known.Status == member.Status) continue;
            if (Event(member) is { } happened) yield return happened;
        }

        foreach (var member in before.Members)
        {
            if (after.Has(member.UniqueAddress)) continue;
            yield return new ClusterEvent.MemberRemoved(Member.Of(member.UniqueAddress, member.UpNumber, MemberStatus.Removed, member.Roles), member.Status);
        }
    }

    private static ClusterEvent.MemberStatusChange Event(Member member) => member.Status switch
    {
        MemberStatus.Joining => new ClusterEvent.MemberJoined(member),
        MemberStatus.WeaklyUp => new ClusterEvent.MemberWeaklyUp(member),
        MemberStatus.Up => new ClusterEvent.MemberUp(member),
        MemberStatus.Leaving => new ClusterEvent.MemberLeft(member),
        MemberStatus.Exiting => new ClusterEvent.MemberExited(member),
        MemberStatus.Down => new ClusterEvent.MemberDowned(member),
        _ => null,
    };

    private static ImmutableHashSet<Member> Unreachable(GossipState gossip, UniqueAddress self) =>
        [.. gossip.Reached.AllUnreachable.Remove(self).Select(gossip.Find).Where(member => member is not null)];

    private static ImmutableHashSet<string> Roles(GossipState gossip) => [.. gossip.Members.SelectMany(member => member.Roles)];
}
