using Akka.Cluster.Gossiping;
using Akka.Event;

namespace Akka.Cluster.Membership;

/// <content>How views spread.</content>
internal sealed partial class ClusterDaemon
{
    private const int ExtraGossips = 2;

    private void GossipTick()
    {
        if (!IsMember) return;
        Gossip();

        // While fewer than half have seen the news, it goes faster.
        if (_gossip.SeenBy.Count >= _gossip.Members.Count / 2) return;
        for (var i = 1; i <= ExtraGossips; i++) Later(_settings.GossipInterval * i / (ExtraGossips + 1), Gossip);
    }

    /// <summary>Tells one member, mostly one that has not seen this version.</summary>
    private void Gossip()
    {
        if (!IsMember) return;
        var reachable = _gossip.Members.Select(member => member.UniqueAddress).Where(CanGossipTo).ToList();
        var unaware = reachable.FindAll(node => !_gossip.SeenBy.Contains(node));
        var peers = unaware.Count > 0 && Random.Shared.NextDouble() < _settings.GossipDifferentViewProbability ? unaware : reachable;
        if (peers.Count == 0) return;
        var peer = peers[Random.Shared.Next(peers.Count)];
        if (_gossip.SeenBy.Contains(peer)) StatusTo(peer);
        else GossipTo(peer);
    }

    private void GossipToSome(int count)
    {
        UniqueAddress[] peers = [.. _gossip.Nodes.Where(CanGossipTo)];
        Random.Shared.Shuffle(peers);
        foreach (var peer in peers.Take(count)) GossipTo(peer);
    }

    private bool CanGossipTo(UniqueAddress node) => node != _self && _gossip.Has(node) && _gossip.Reachability.IsReachable(_self, node);

    private void GossipTo(UniqueAddress node) => DaemonAt(node.Address).Tell(new GossipEnvelope(_self, node, _gossip), Self);

    private void StatusTo(UniqueAddress node) => DaemonAt(node.Address).Tell(new GossipStatus(_self, _gossip.Version), Self);

    private bool IsHeard(UniqueAddress from)
    {
        if (_gossip.Has(from) && _gossip.Reachability.IsReachable(_self, from)) return true;
        _log.Debug("Cluster Node [{0}] - Ignoring gossip from [{1}], which is unknown or unreachable", _self.Address, from);
        return false;
    }

    private void ReceiveStatus(GossipStatus status)
    {
        if (!IsMember || !IsHeard(status.From)) return;
        switch (status.Version.CompareTo(_gossip.Version))
        {
            case VersionOrder.Same: break;
            case VersionOrder.After: StatusTo(status.From); break;
            default: GossipTo(status.From); break;
        }
    }

    private void ReceiveGossip(GossipEnvelope envelope)
    {
        var remote = envelope.Gossip;
        if (!IsMember || envelope.To != _self || !remote.Has(_self) || !IsHeard(envelope.From)) return;
        var (next, answers) = Settle(remote);
        Become(next.Seen(_self));
        if (answers && IsMember && CanGossipTo(envelope.From)) GossipTo(envelope.From);
        if (next.Leader(_self) == _self) LeaderActions();
    }

    /// <summary>Which view holds from now on, and whether the other node has something to learn.</summary>
    private (GossipState Next, bool Answers) Settle(GossipState remote)
    {
        var unaware = !remote.SeenBy.Contains(_self);
        switch (remote.Version.CompareTo(_gossip.Version))
        {
            case VersionOrder.Same:
                var seen = _gossip.SeenBy.Union(remote.SeenBy);
                return (seen.Count == _gossip.SeenBy.Count ? _gossip : _gossip with { SeenBy = seen }, unaware);
            case VersionOrder.Before: return (_gossip, unaware);
            case VersionOrder.After: return (remote, unaware);
            default: return (Pruned(_gossip, remote).Merge(Pruned(remote, _gossip)), true);
        }
    }

    /// <summary>What the other view has removed leaves this one's version too: its count would never be reached again.</summary>
    private static GossipState Pruned(GossipState view, GossipState other) =>
        view with { Version = other.Tombstones.Keys.Aggregate(view.Version, static (version, gone) => version.Prune(gone)) };

    private void ReapUnreachable()
    {
        if (!IsMember) return;
        if (SelfStatus == MemberStatus.Down)
        {
            BeginDowned();
            return;
        }

        var reachability = _gossip.Reachability;
        foreach (var member in _gossip.Members)
        {
            if (member.UniqueAddress == _self || !_cluster.FailureDetector.IsMonitoring(member.Address)) continue;
            var available = _cluster.FailureDetector.IsAvailable(member.Address);
            if (available && member.Status == MemberStatus.Down) continue; // it was replaced, or is about to go
            if (available == reachability.IsReachable(_self, member.UniqueAddress)) continue;
            reachability = reachability.Observe(_self, member.UniqueAddress, available);
            if (available) Info($"Marking node as REACHABLE [{member}].");
            else _log.Warning("Cluster Node [{0}] - Marking node as UNREACHABLE [{1}].", _self.Address, member);
        }

        if (ReferenceEquals(reachability, _gossip.Reachability)) return;
        Change(_gossip with { Reachability = reachability });
    }
}
