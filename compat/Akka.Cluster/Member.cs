using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace Akka.Cluster;

/// <summary>Where a member is in its life. It goes from <see cref="Joining"/> over <see cref="Up"/>, <see cref="Leaving"/> and <see cref="Exiting"/> to <see cref="Removed"/>, or is downed.</summary>
public enum MemberStatus
{
    Joining = 0,
    Up = 1,
    Leaving = 2,
    Exiting = 3,
    Down = 4,
    Removed = 5,
    WeaklyUp = 6,
}

/// <summary>A node of the cluster. Equality is by address and incarnation.</summary>
[SuppressMessage("Design", "CA1036", Justification = "The official type has no ordering operators.")]
public class Member : IComparable<Member>, IComparable
{
    /// <summary>By host, then port: in this order the first reachable member leads.</summary>
    public static readonly IComparer<Address> AddressOrdering = Comparer<Address>.Create(CompareAddresses);

    /// <summary>The one that was up first, first.</summary>
    public static readonly IComparer<Member> AgeOrdering = Comparer<Member>.Create(static (left, right) =>
        left.Equals(right) ? 0 : left.IsOlderThan(right) ? -1 : 1);

    private const int NotUpYet = int.MaxValue;

    private Member(UniqueAddress uniqueAddress, int upNumber, MemberStatus status, ImmutableHashSet<string> roles)
    {
        UniqueAddress = uniqueAddress;
        UpNumber = upNumber;
        Status = status;
        Roles = roles;
    }

    public UniqueAddress UniqueAddress { get; }

    public MemberStatus Status { get; }

    public ImmutableHashSet<string> Roles { get; }

    public Address Address => UniqueAddress.Address;

    /// <summary>How many were up before it.</summary>
    internal int UpNumber { get; }

    /// <summary>Of two views of one member the one that is further in its life.</summary>
    public static Member HighestPriorityOf(Member m1, Member m2)
    {
        if (m1.Status == m2.Status) return m1.IsOlderThan(m2) ? m1 : m2;
        return Priority(m1.Status) >= Priority(m2.Status) ? m1 : m2;
    }

    public bool HasRole(string role) => Roles.Contains(role);

    public bool IsOlderThan(Member other) =>
        UpNumber == other.UpNumber ? AddressOrdering.Compare(Address, other.Address) < 0 : UpNumber < other.UpNumber;

    /// <summary>The same member with another status.</summary>
    /// <exception cref="InvalidOperationException">A member's life does not go that way.</exception>
    public Member Copy(MemberStatus status)
    {
        if (status == Status) return this;
        return Follows(Status, status)
            ? new Member(UniqueAddress, UpNumber, status, Roles)
            : throw new InvalidOperationException($"Invalid member status transition {Status} -> {status}");
    }

    public Member CopyUp(int upNumber) => new(UniqueAddress, upNumber, MemberStatus.Up, Roles);

    public int CompareTo(Member other) => other is null ? 1 : UniqueAddress.CompareTo(other.UniqueAddress);

    public override bool Equals(object obj) => obj is Member other && UniqueAddress.Equals(other.UniqueAddress);

    public override int GetHashCode() => UniqueAddress.GetHashCode();

    public override string ToString() => $"Member(address = {Address}, Uid={UniqueAddress.Uid} status = {Status}, role=[{string.Join(",", Roles)}], upNumber={UpNumber})";

    int IComparable.CompareTo(object obj) => CompareTo(obj as Member);

    internal static Member Joining(UniqueAddress uniqueAddress, ImmutableHashSet<string> roles) =>
        new(uniqueAddress, NotUpYet, MemberStatus.Joining, roles);

    internal static Member Of(UniqueAddress uniqueAddress, int upNumber, MemberStatus status, ImmutableHashSet<string> roles) =>
        new(uniqueAddress, upNumber, status, roles);

    internal static Member RemovedAt(UniqueAddress uniqueAddress) => new(uniqueAddress, NotUpYet, MemberStatus.Removed, []);

    private static int CompareAddresses(Address left, Address right)
    {
        if (left.Equals(right)) return 0;
        var order = string.CompareOrdinal(left.Host ?? "", right.Host ?? "");
        return order != 0 ? order : (left.Port ?? 0).CompareTo(right.Port ?? 0);
    }

    private static int Priority(MemberStatus status) => status switch
    {
        MemberStatus.Joining => 0,
        MemberStatus.WeaklyUp => 1,
        MemberStatus.Up => 2,
        MemberStatus.Leaving => 3,
        MemberStatus.Exiting => 4,
        MemberStatus.Down => 5,
        _ => 6,
    };

    private static bool Follows(MemberStatus from, MemberStatus to) => from switch
    {
        MemberStatus.Joining => to is not MemberStatus.Exiting,
        MemberStatus.WeaklyUp => to is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Down or MemberStatus.Removed,
        MemberStatus.Up => to is MemberStatus.Leaving or MemberStatus.Down or MemberStatus.Removed,
        MemberStatus.Leaving => to is MemberStatus.Exiting or MemberStatus.Down or MemberStatus.Removed,
        MemberStatus.Exiting => to is MemberStatus.Removed or MemberStatus.Down,
        MemberStatus.Down => to is MemberStatus.Removed,
        _ => false,
    };
}
