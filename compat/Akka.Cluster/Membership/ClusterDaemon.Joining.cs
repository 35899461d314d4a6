using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Gossiping;
using Akka.Event;

namespace Akka.Cluster.Membership;

/// <content>How a node becomes a member, and how members take in others.</content>
internal sealed partial class ClusterDaemon
{
    private readonly Dictionary<Address, (Join Join, IActorRef Sender)> _waitingToJoin = [];
    private SeedContact _seeds;
    private Address _joinWith;
    private long _joinAttempt;

    private void JoinSeedNodes(ImmutableList<Address> seeds)
    {
        if (IsMember)
        {
            _log.Info("Trying to join seed nodes [{0}] when already part of a cluster, ignoring", string.Join(", ", seeds));
            return;
        }

        _seeds = new SeedContact(this, seeds);
        _seeds.Begin();
        if (_settings.ShutdownAfterUnsuccessfulJoinSeedNodes is { } limit) Later(limit, GiveUpJoining);
    }

    private void GiveUpJoining()
    {
        if (IsMember) return;
        _log.Warning("Joining of seed-nodes was unsuccessful after configured shutdown-after-unsuccessful-join-seed-nodes. Running CoordinatedShutdown.");
        _seeds = null;
        _ = CoordinatedShutdown.Get(Context.System).Run(CoordinatedShutdown.ClusterJoinUnsuccessfulReason.Instance);
    }

    private void JoinTo(Address address)
    {
        if (IsMember)
        {
            _log.Info("Trying to join [{0}] when already part of a cluster, ignoring", address);
            return;
        }

        if (address.Protocol != _self.Address.Protocol)
        {
            _log.Warning("Trying to join member with wrong protocol, but was ignored, expected [{0}] but was [{1}]", _self.Address.Protocol, address.Protocol);
            return;
        }

        if (address.System != _self.Address.System)
        {
            _log.Warning("Trying to join member with wrong ActorSystem name, but was ignored, expected [{0}] but was [{1}]", _self.Address.System, address.System);
            return;
        }

        _joinWith = address;
        if (address == _self.Address)
        {
            FormCluster();
            return;
        }

        AskToJoin(++_joinAttempt);
    }

    private void FormCluster()
    {
        _seeds = null;
        Info($"Node [{_self.Address}] is JOINING itself (with roles [{string.Join(", ", _settings.Roles)}]) and forming a new cluster");
        Change(GossipState.Empty.With(Member.Joining(_self, _settings.Roles)));
        LeaderActions();
    }

    private void AskToJoin(long attempt)
    {
        if (IsMember || attempt != _joinAttempt) return;
        DaemonAt(_joinWith).Tell(new Join(_self, _settings.Roles), Self);
        if (_settings.RetryUnsuccessfulJoinAfter is { } retry) Later(retry, () => AskToJoin(attempt));
    }

    private void ReceiveInitJoin()
    {
        if (IsMember && SelfStatus is not (MemberStatus.Down or MemberStatus.Exiting)) Sender.Tell(new InitJoinAck(_self.Address));
        else Sender.Tell(new InitJoinNack(_self.Address));
    }

    private void ReceiveJoin(Join join, IActorRef sender)
    {
        var node = join.Node;
        if (SelfStatus is null or MemberStatus.Down or MemberStatus.Exiting or MemberStatus.Leaving)
        {
            _log.Info("Trying to join [{0}] to [{1}] member [{2}], ignoring. Use a member that is Up instead.", node.Address, SelfStatus, _self.Address);
            return;
        }

        if (node.Address.Protocol != _self.Address.Protocol || node.Address.System != _self.Address.System || _gossip.Tombstones.ContainsKey(node))
        {
            _log.Warning("Member [{0}] tried to join, but is of another system or was removed before: ignoring", node);
            return;
        }

        var known = _gossip.Members.FirstOrDefault(member => member.Address == node.Address);
        if (known is null) Admit(join, sender);
        else if (known.UniqueAddress == node) WelcomeTo(sender);
        else if (node != _self) Replace(known, join, sender);
    }

    private void Admit(Join join, IActorRef sender)
    {
        _cluster.FailureDetector.Remove(join.Node.Address);
        Info($"Node [{join.Node.Address}] is JOINING, roles [{string.Join(", ", join.Roles)}]");
        Change(_gossip.With(Member.Joining(join.Node, join.Roles)));
        WelcomeTo(sender);
    }

    private void WelcomeTo(IActorRef joining) => joining.Tell(new Welcome(_self, _gossip));

    /// <summary>That there is a new incarnation shows that the old one is dead: it is removed, then the new one let in.</summary>
    private void Replace(Member old, Join join, IActorRef sender)
    {
        _waitingToJoin[join.Node.Address] = (join, sender);
        if (old.Status == MemberStatus.Down) return;
        Info($"New incarnation of existing member [{old}] is trying to join. Existing will be removed from the cluster and then new member will be allowed to join.");
        Change(_gossip.With(old.Copy(MemberStatus.Down)) with
        {
            Reachability = _gossip.Reachability.Observe(_self, old.UniqueAddress, reachable: false),
        });
        LeaderActions();
    }

    private void AdmitWaiting()
    {
        if (_waitingToJoin.Count == 0) return;
        foreach (var (address, (join, sender)) in _waitingToJoin.ToArray())
        {
            if (_gossip.Members.Any(member => member.Address == address && member.UniqueAddress != join.Node)) continue;
            _waitingToJoin.Remove(address);
            Self.Tell(join, sender);
        }
    }

    private void ReceiveWelcome(Welcome welcome)
    {
        if (IsMember) return;
        if (_joinWith is not null && _joinWith != welcome.From.Address)
        {
            Info($"Ignoring welcome from [{welcome.From.Address}] when trying to join with [{_joinWith}]");
            return;
        }

        if (!welcome.Gossip.Has(_self)) return;
        _seeds = null;
        Info($"Welcome from [{welcome.From.Address}]");
        Become(welcome.Gossip.Seen(_self));
        GossipTo(welcome.From);
    }

    /// <summary>
    /// Looks for a cluster among the seed nodes. The first of them forms one itself when no other knows of any; the others ask on
    /// until one answers.
    /// </summary>
    private sealed class SeedContact(ClusterDaemon daemon, ImmutableList<Address> seeds)
    {
        private const int CallsPerAttempt = 5;

        private readonly HashSet<Address> _others = [.. seeds.Where(seed => seed != daemon._self.Address)];
        private readonly bool _first = seeds is [var first, ..] && first == daemon._self.Address;
        private bool _acknowledged;
        private bool _found; // in any attempt: there is a cluster, so none is formed
        private int _attempts;

        public void Begin()
        {
            if (_others.Count == 0 && _first) daemon.JoinTo(daemon._self.Address);
            else Ask();
        }

        public void Acknowledged(Address seed)
        {
            if (_acknowledged) return;
            _acknowledged = _found = true;
            daemon._log.Debug("Received InitJoinAck from [{0}]", seed);
            daemon.JoinTo(seed);
        }

        public void Refused(Address seed)
        {
            if (_first && !_found && _others.Remove(seed) && _others.Count == 0) daemon.JoinTo(daemon._self.Address);
        }

        private bool IsOver => !ReferenceEquals(daemon._seeds, this) || daemon.IsMember;

        private void Ask()
        {
            if (IsOver) return;
            _acknowledged = false;
            if (++_attempts > 2) daemon._log.Warning("Couldn't join seed nodes after [{0}] attempts, will try again. seed-nodes=[{1}]", _attempts, string.Join(", ", seeds));
            var attempt = _attempts;
            Call(attempt);
            daemon.Later(daemon._settings.SeedNodeTimeout, Unanswered);
        }

        /// <summary>A call or its answer may be lost while a way to a restarted node opens again: one is not enough.</summary>
        private void Call(int attempt)
        {
            if (IsOver || _acknowledged || attempt != _attempts) return;
            foreach (var seed in _others) daemon.DaemonAt(seed).Tell(new InitJoin(), daemon.Self);
            daemon.Later(daemon._settings.SeedNodeTimeout / CallsPerAttempt, () => Call(attempt));
        }

        private void Unanswered()
        {
            if (IsOver) return;
            if (_first && !_found) daemon.JoinTo(daemon._self.Address);
            else Ask();
        }
    }
}
