using System.Collections.Immutable;

namespace Akka.Cluster.Gossiping;

/// <summary>
/// What the members tell each other until all know the same: who is a member in which status, who cannot reach whom, who has
/// seen this version, and which incarnations are gone for good.
/// </summary>
internal sealed record GossipState(
    ImmutableSortedSet<Member> Members,
    ImmutableHashSet<UniqueAddress> SeenBy,
    Reachability Reachability,
    GossipVersion Version,
    ImmutableDictionary<UniqueAddress, DateTime> Tombstones)
{
    public static readonly GossipState Empty = new(
        [], [], Reachability.All, GossipVersion.None, ImmutableDictionary<UniqueAddress, DateTime>.Empty);

    // They are about to be removed: nobody waits for them.
    private static bool IsOnTheWayOut(MemberStatus status) => status is MemberStatus.Down or MemberStatus.Exiting;

    public ImmutableHashSet<UniqueAddress> Nodes { get => field ??= [.. Members.Select(member => member.UniqueAddress)]; }

    /// <summary>What a downed member observed counts no more.</summary>
    public Reachability Reached
    {
        get => field ??= Reachability.RemoveObservers(Members.Where(member => member.Status == MemberStatus.Down).Select(member => member.UniqueAddress));
    }

    // Records copy fields: what was derived from the old state must not follow into the new one.
    private GossipState(GossipState copied)
    {
        Members = copied.Members;
        SeenBy = copied.SeenBy;
        Reachability = copied.Reachability;
        Version = copied.Version;
        Tombstones = copied.Tombstones;
    }

    public Member Find(UniqueAddress node) => Members.TryGetValue(Member.RemovedAt(node), out var member) ? member : null;

    public bool Has(UniqueAddress node) => Find(node) is not null;

    public GossipState Seen(UniqueAddress by) => SeenBy.Contains(by) ? this : this with { SeenBy = SeenBy.Add(by) };

    /// <summary>A new version, seen by its author alone.</summary>
    public GossipState ChangedBy(UniqueAddress author) => this with { Version = Version.Increment(author), SeenBy = [author] };

    /// <summary>With these members in place of what was known of them.</summary>
    public GossipState With(params IEnumerable<Member> members)
    {
        var all = Members.ToBuilder();
        foreach (var member in members)
        {
            all.Remove(member);
            all.Add(member);
        }

        return this with { Members = all.ToImmutable() };
    }

    public GossipState Without(IReadOnlyCollection<UniqueAddress> gone, DateTime now) => this with
    {
        Members = Members.Except(gone.Select(Member.RemovedAt)),
        SeenBy = SeenBy.Except(gone),
        Reachability = Reachability.Remove(gone),
        Version = gone.Aggregate(Version, static (version, node) => version.Prune(node)),
        Tombstones = Tombstones.SetItems(gone.Select(node => KeyValuePair.Create(node, now))),
    };

    public GossipState PruneTombstones(DateTime before) => Tombstones.Values.Any(since => since < before)
        ? this with { Tombstones = Tombstones.RemoveRange(Tombstones.Where(each => each.Value < before).Select(each => each.Key)) }
        : this;

    /// <summary>Both views as one, which nobody has seen yet.</summary>
    public GossipState Merge(GossipState other)
    {
        var tombstones = Tombstones.SetItems(other.Tombstones);
        var members = ImmutableSortedSet.CreateBuilder<Member>();
        foreach (var node in Nodes.Union(other.Nodes))
        {
            if (tombstones.ContainsKey(node)) continue;
            var (mine, theirs) = (Find(node), other.Find(node));
            if (mine is not null && theirs is not null) members.Add(Member.HighestPriorityOf(mine, theirs));
            else if (!IsOnTheWayOut((mine ?? theirs).Status)) members.Add(mine ?? theirs); // one side has removed it already
        }

        var all = members.ToImmutable();
        ImmutableHashSet<UniqueAddress> nodes = [.. all.Select(member => member.UniqueAddress)];
        var version = tombstones.Keys.Aggregate(Version.Merge(other.Version), static (merged, node) => merged.Prune(node));
        return new GossipState(all, [], Reachability.Merge(nodes, other.Reachability), version, tombstones);
    }

    /// <summary>
    /// Whether all who count have seen this version: nobody who is not on the way out is unreachable, and every member that is
    /// up or leaving has seen it.
    /// </summary>
    public bool Converged(UniqueAddress self, ImmutableHashSet<UniqueAddress> exitingConfirmed)
    {
        var unreachable = Reached.AllUnreachable.Remove(self);
        return Members.All(member =>
            (IsOnTheWayOut(member.Status) || !unreachable.Contains(member.UniqueAddress))
            && (member.Status is not (MemberStatus.Up or MemberStatus.Leaving)
                || SeenBy.Contains(member.UniqueAddress) || exitingConfirmed.Contains(member.UniqueAddress)));
    }

    /// <summary>The first reachable member, of those up or leaving if there are any; of a role only if one is given.</summary>
    public UniqueAddress Leader(UniqueAddress self, string role = null)
    {
        var candidates = Members.Where(member =>
            (role is null || member.HasRole(role)) && member.Status != MemberStatus.Down
            && (member.UniqueAddress == self || Reached.IsReachable(member.UniqueAddress))).ToList();
        var first = candidates.Find(static member => member.Status is MemberStatus.Up or MemberStatus.Leaving)
            ?? candidates.OrderBy(static member => member.Status is MemberStatus.Exiting).FirstOrDefault();
        return first?.UniqueAddress;
    }

    /// <summary>The number of the next member that comes up.</summary>
    public int NextUpNumber() =>
        1 + Members.Where(member => member.UpNumber != int.MaxValue).Select(member => member.UpNumber).DefaultIfEmpty(0).Max();
}
