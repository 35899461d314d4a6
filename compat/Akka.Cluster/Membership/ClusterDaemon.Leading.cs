using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Membership;

/// <content>What the leader does, and how members leave.</content>
internal sealed partial class ClusterDaemon
{
    private const int Farewells = 3;

    private long? _unconvergedSince;
    private bool _exiting;
    private bool _downed;

    /// <summary>The leader moves members on when all have seen the same; the weakly up alone do not wait for that.</summary>
    private void LeaderActions()
    {
        if (_gossip.Leader(_self) != _self || _downed) return;
        if (_gossip.Converged(_self, _exitingConfirmed))
        {
            _unconvergedSince = null;
            LeadOn();
        }
        else
        {
            _unconvergedSince ??= Environment.TickCount64;
            if (_settings.AllowWeaklyUpMembers && Environment.TickCount64 - _unconvergedSince >= _settings.WeaklyUpAfter.TotalMilliseconds) LeadWeakly();
        }
    }

    private void LeadOn()
    {
        UniqueAddress[] gone = [.. _gossip.Members.Where(IsToBeRemoved).Select(member => member.UniqueAddress)];
        Member[] moved = [.. Moved(gone)];
        if (gone.Length == 0 && moved.Length == 0) return;
        foreach (var member in moved) Info($"Leader is moving node [{member.Address}] to [{member.Status}]");
        foreach (var node in gone) Info($"Leader is removing node [{node.Address}]");
        Change(_gossip.With(moved).Without(gone, DateTime.UtcNow));
        GossipToSome(Farewells);

        // Alone, or with members that need not have seen it, the next step can follow at once.
        LeaderActions();
    }

    private bool IsToBeRemoved(Member member) =>
        member.Status is MemberStatus.Down or MemberStatus.Exiting && member.UniqueAddress != _self
        && (!_gossip.Reached.IsReachable(member.UniqueAddress)
            || (member.Status == MemberStatus.Exiting && _exitingConfirmed.Contains(member.UniqueAddress)));

    private IEnumerable<Member> Moved(UniqueAddress[] gone)
    {
        var nextUp = _gossip.NextUpNumber();
        var enough = EnoughMembers();
        foreach (var member in _gossip.Members)
        {
            if (gone.Contains(member.UniqueAddress)) continue;
            if (enough && member.Status is MemberStatus.Joining or MemberStatus.WeaklyUp) yield return member.CopyUp(nextUp++);
            else if (member.Status == MemberStatus.Leaving) yield return member.Copy(MemberStatus.Exiting);
        }
    }

    private bool EnoughMembers() =>
        _gossip.Members.Count >= _settings.MinNrOfMembers
        && _settings.MinNrOfMembersOfRole.All(role => _gossip.Members.Count(member => member.HasRole(role.Key)) >= role.Value);

    private void LeadWeakly()
    {
        if (!EnoughMembers()) return;
        Member[] weak = [.. _gossip.Members
            .Where(member => member.Status == MemberStatus.Joining && _gossip.Reached.IsReachable(member.UniqueAddress))
            .Select(member => member.Copy(MemberStatus.WeaklyUp))];
        if (weak.Length > 0) Change(_gossip.With(weak));
    }

    private void Leave(Address address)
    {
        var leaving = _gossip.Members.FirstOrDefault(member =>
            member.Address == address && member.Status is MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up);
        if (leaving is null) return;
        Info($"Marked address [{address}] as [Leaving]");
        Change(_gossip.With(leaving.Copy(MemberStatus.Leaving)));
        GossipToSome(Farewells);
        LeaderActions();
    }

    private void Down(Address address)
    {
        var downed = _gossip.Members.FirstOrDefault(member => member.Address == address);
        if (downed is null)
        {
            Info($"Ignoring down of unknown node [{address}]");
            return;
        }

        if (downed.Status == MemberStatus.Down) return;
        Info($"Marking {(_gossip.Reached.IsReachable(downed.UniqueAddress) ? "node" : "unreachable node")} [{address}] as [Down]");
        Change(_gossip.With(downed.Copy(MemberStatus.Down)));
        GossipToSome(Farewells);
        LeaderActions();
    }

    /// <summary>The leader has let this node go: the program's last phases run, then the others are told.</summary>
    private void BeginExiting()
    {
        if (_exiting) return;
        _exiting = true;
        Info("Exiting, starting coordinated shutdown");
        GossipToSome(Farewells);
        _cluster.Exiting.TrySetResult(Done.Instance);
        _ = CoordinatedShutdown.Get(Context.System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
    }

    private void ConfirmExiting()
    {
        Info("Exiting completed");
        if (IsMember)
        {
            var confirmed = new ExitingConfirmed(_self);
            var leader = _gossip.With(_gossip.Find(_self)).Leader(_self);
            var others = _gossip.Nodes.Where(CanGossipTo).OrderByDescending(node => node == leader).Take(Farewells + 1);
            foreach (var node in others) DaemonAt(node.Address).Tell(confirmed, Self);
        }

        _cluster.Shutdown();
    }

    private void ReceiveExitingConfirmed(UniqueAddress node)
    {
        if (_gossip.Find(node) is not { Status: MemberStatus.Exiting or MemberStatus.Leaving }) return;
        _exitingConfirmed = _exitingConfirmed.Add(node);
        LeaderActions();
    }

    /// <summary>A downed node says so to some others and ends.</summary>
    private void BeginDowned()
    {
        if (_downed) return;
        _downed = true;
        _log.Warning("Cluster Node [{0}] - Node has been marked as DOWN. Shutting down myself", _self.Address);
        GossipToSome(Farewells);
        _cluster.Exiting.TrySetResult(Done.Instance);
        if (_settings.RunCoordinatedShutdownWhenDown) _ = CoordinatedShutdown.Get(Context.System).Run(CoordinatedShutdown.ClusterDowningReason.Instance);
        else _cluster.Shutdown();
    }
}
