using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace Akka.Cluster;

/// <summary>An address and the incarnation of the system there.</summary>
[SuppressMessage("Design", "CA1036", Justification = "The official type has no ordering operators.")]
public class UniqueAddress(Address address, int uid) : IComparable<UniqueAddress>, IEquatable<UniqueAddress>, IComparable
{
    public Address Address { get; } = address;

    public int Uid { get; } = uid;

    public static bool operator ==(UniqueAddress left, UniqueAddress right) => Equals(left, right);

    public static bool operator !=(UniqueAddress left, UniqueAddress right) => !Equals(left, right);

    public bool Equals(UniqueAddress other) => other is not null && Uid == other.Uid && Address.Equals(other.Address);

    public override bool Equals(object obj) => Equals(obj as UniqueAddress);

    public override int GetHashCode() => Uid;

    public int CompareTo(UniqueAddress uniqueAddress)
    {
        if (uniqueAddress is null) return 1;
        var order = Member.AddressOrdering.Compare(Address, uniqueAddress.Address);
        return order != 0 ? order : Uid.CompareTo(uniqueAddress.Uid);
    }

    public override string ToString() => $"UniqueAddress: ({Address}, {Uid})";

    int IComparable.CompareTo(object obj) => CompareTo(obj as UniqueAddress);
}
