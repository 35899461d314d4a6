using System.Collections.Immutable;

namespace Akka.Cluster.SBR;

/// <summary>Which side of a partition goes.</summary>
internal enum Verdict
{
    DownUnreachable,
    DownReachable,
    DownAll,
}

/// <summary>
/// Decides from one side's view of a partition. Both sides see the same members with what is reachable swapped, so the rules are
/// such that at most one side keeps itself.
/// </summary>
internal static class Strategies
{
    public static Func<ImmutableSortedSet<Member>, ImmutableHashSet<Member>, Verdict> For(SplitBrainResolverSettings settings) => settings.DowningStrategy switch
    {
        SplitBrainResolverSettings.KeepMajorityName => (members, unreachable) => KeepMajority(members, unreachable, settings.KeepMajorityRole),
        SplitBrainResolverSettings.StaticQuorumName => (members, unreachable) => StaticQuorum(members, unreachable, settings.StaticQuorumSettings),
        SplitBrainResolverSettings.KeepOldestName => (members, unreachable) => KeepOldest(members, unreachable, settings.KeepOldestSettings),
        _ => static (_, _) => Verdict.DownAll,
    };

    /// <summary>The larger side stays; of two equal ones that with the lowest address.</summary>
    public static Verdict KeepMajority(ImmutableSortedSet<Member> members, ImmutableHashSet<Member> unreachable, string role)
    {
        var (here, there, counted) = Sides(members, unreachable, role);
        if (here == there) return counted.Count == 0 || !unreachable.Contains(counted[0]) ? Verdict.DownUnreachable : Verdict.DownReachable;
        return here > there ? Verdict.DownUnreachable : Verdict.DownReachable;
    }

    /// <summary>A side with at least the quorum stays. With so many members that both could have it, none may.</summary>
    public static Verdict StaticQuorum(ImmutableSortedSet<Member> members, ImmutableHashSet<Member> unreachable, StaticQuorumSettings quorum)
    {
        var (here, there, _) = Sides(members, unreachable, quorum.Role);
        if (here + there > (quorum.Size * 2) - 1) return Verdict.DownAll;
        return here >= quorum.Size ? Verdict.DownUnreachable : Verdict.DownReachable;
    }

    /// <summary>The side of the oldest member stays, unless that is alone against others.</summary>
    public static Verdict KeepOldest(ImmutableSortedSet<Member> members, ImmutableHashSet<Member> unreachable, KeepOldestSettings settings)
    {
        var (here, there, counted) = Sides(members, unreachable, settings.Role);
        if (counted.Count == 0) return Verdict.DownReachable;
        var oldest = counted.Min(Member.AgeOrdering);
        var oldestIsHere = !unreachable.Contains(oldest);
        var (withOldest, without) = oldestIsHere ? (here, there) : (there, here);
        var oldestStays = !settings.DownIfAlone || withOldest > 1 || without == 0;
        return oldestIsHere == oldestStays ? Verdict.DownUnreachable : Verdict.DownReachable;
    }

    /// <summary>How many count on this side and on the other: those up or leaving, of a role if there is one.</summary>
    private static (int Here, int There, List<Member> Counted) Sides(
        ImmutableSortedSet<Member> members, ImmutableHashSet<Member> unreachable, string role)
    {
        var counted = members
            .Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving && (role is null || member.HasRole(role)))
            .ToList();
        var there = counted.Count(unreachable.Contains);
        return (counted.Count - there, there, counted);
    }
}
