using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Cluster.Gossiping;
using Akka.Remote.Serialization;

namespace Akka.Cluster.Serialization;

/// <summary>
/// The gossip on the wire: first every node it speaks of, then all else with the nodes' places in that list. Counts are checked
/// against the bytes that are there, places against the list.
/// </summary>
internal static class GossipWire
{
    private const int LeastNode = sizeof(ushort) + sizeof(int);

    public static WireWriter Node(this WireWriter writer, UniqueAddress node) => writer.Text(node.Address.ToString()).Int(node.Uid);

    public static UniqueAddress Node(this ref WireReader reader) => new(reader.Address(), reader.Int());

    public static Address Address(this ref WireReader reader) =>
        Actor.Address.TryParse(reader.Text() ?? "", out var address) && address.HasGlobalScope && address.Port is not null
            ? address
            : throw new SerializationException("A node has no address that can be reached");

    public static WireWriter Texts(this WireWriter writer, IReadOnlyCollection<string> texts)
    {
        writer.Int(texts.Count);
        foreach (var text in texts) writer.Text(text);
        return writer;
    }

    public static ImmutableHashSet<string> Texts(this ref WireReader reader)
    {
        var texts = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        for (var left = reader.Count(sizeof(ushort)); left > 0; left--) texts.Add(reader.Text() ?? throw new SerializationException("A role without a name"));
        return texts.ToImmutable();
    }

    public static WireWriter Version(this WireWriter writer, GossipVersion version)
    {
        writer.Int(version.Changes.Count);
        foreach (var (node, count) in version.Changes) writer.Node(node).Long(count);
        return writer;
    }

    public static GossipVersion Version(this ref WireReader reader)
    {
        var changes = ImmutableSortedDictionary.CreateBuilder<UniqueAddress, long>();
        for (var left = reader.Count(LeastNode + sizeof(long)); left > 0; left--)
        {
            var node = reader.Node();
            changes[node] = reader.Long();
        }

        return new GossipVersion(changes.ToImmutable());
    }

    public static WireWriter Gossip(this WireWriter writer, GossipState gossip)
    {
        UniqueAddress[] nodes = [.. gossip.Nodes
            .Union(gossip.SeenBy).Union(gossip.Version.Changes.Keys).Union(gossip.Tombstones.Keys)
            .Union(gossip.Reachability.Observers.Keys).Union(gossip.Reachability.AllUnreachable)];
        var places = nodes.Select(static (node, place) => (node, place)).ToDictionary(each => each.node, each => each.place);
        writer.Int(nodes.Length);
        foreach (var node in nodes) writer.Node(node);
        writer.Int(gossip.Members.Count);
        foreach (var member in gossip.Members)
        {
            writer.Int(places[member.UniqueAddress]).Int(member.UpNumber).Byte((byte)member.Status).Texts(member.Roles);
        }

        writer.Places(gossip.SeenBy, places).Int(gossip.Version.Changes.Count);
        foreach (var (node, count) in gossip.Version.Changes) writer.Int(places[node]).Long(count);
        writer.Int(gossip.Reachability.Observers.Count);
        foreach (var (observer, observed) in gossip.Reachability.Observers)
        {
            writer.Int(places[observer]).Long(observed.Version).Places(observed.Unreachable, places);
        }

        writer.Int(gossip.Tombstones.Count);
        foreach (var (node, since) in gossip.Tombstones) writer.Int(places[node]).Long(since.Ticks);
        return writer;
    }

    public static GossipState Gossip(this ref WireReader reader)
    {
        var nodes = new UniqueAddress[reader.Count(LeastNode)];
        for (var i = 0; i < nodes.Length; i++) nodes[i] = reader.Node();
        var members = ImmutableSortedSet.CreateBuilder<Member>();
        for (var left = reader.Count(leastBytesEach: 13); left > 0; left--) members.Add(reader.OneMember(nodes));
        var seen = reader.Places(nodes);
        var version = ImmutableSortedDictionary.CreateBuilder<UniqueAddress, long>();
        for (var left = reader.Count(leastBytesEach: 12); left > 0; left--) version[reader.Place(nodes)] = reader.Long();
        var observers = ImmutableSortedDictionary.CreateBuilder<UniqueAddress, Observation>();
        for (var left = reader.Count(leastBytesEach: 16); left > 0; left--)
        {
            observers[reader.Place(nodes)] = new Observation(reader.Long(), reader.Places(nodes));
        }

        var tombstones = ImmutableDictionary.CreateBuilder<UniqueAddress, DateTime>();
        for (var left = reader.Count(leastBytesEach: 12); left > 0; left--) tombstones[reader.Place(nodes)] = Instant(reader.Long());
        return new GossipState(
            members.ToImmutable(), seen, new Reachability(observers.ToImmutable()), new GossipVersion(version.ToImmutable()), tombstones.ToImmutable());
    }

    private static Member OneMember(this ref WireReader reader, UniqueAddress[] nodes)
    {
        var node = reader.Place(nodes);
        var upNumber = reader.Int();
        var status = (MemberStatus)reader.Byte();
        if (!Enum.IsDefined(status)) throw new SerializationException($"A member has the status {status}");
        return Member.Of(node, upNumber, status, reader.Texts());
    }

    private static WireWriter Places(this WireWriter writer, IReadOnlyCollection<UniqueAddress> nodes, Dictionary<UniqueAddress, int> places)
    {
        writer.Int(nodes.Count);
        foreach (var node in nodes) writer.Int(places[node]);
        return writer;
    }

    private static ImmutableHashSet<UniqueAddress> Places(this ref WireReader reader, UniqueAddress[] nodes)
    {
        var found = ImmutableHashSet.CreateBuilder<UniqueAddress>();
        for (var left = reader.Count(sizeof(int)); left > 0; left--) found.Add(reader.Place(nodes));
        return found.ToImmutable();
    }

    private static UniqueAddress Place(this ref WireReader reader, UniqueAddress[] nodes)
    {
        var place = reader.Int();
        return (uint)place < (uint)nodes.Length ? nodes[place] : throw new SerializationException($"There is no node {place} among {nodes.Length}");
    }

    private static DateTime Instant(long ticks) => ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
        ? new DateTime(ticks, DateTimeKind.Utc)
        : throw new SerializationException($"There is no time {ticks}");
}
