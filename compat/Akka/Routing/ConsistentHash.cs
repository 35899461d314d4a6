using System.Text;

namespace Akka.Routing;

/// <summary>Nodes on a ring of hashes, each at several places; a key belongs to the next node on the ring.</summary>
/// <typeparam name="T">A node; its text says which it is.</typeparam>
public class ConsistentHash<T>
{
    private readonly SortedDictionary<int, T> _nodes;
    private readonly int _virtualNodesFactor;
    private readonly int[] _places;
    private readonly T[] _nodeAt;

    public ConsistentHash(SortedDictionary<int, T> nodes, int virtualNodesFactor)
    {
        if (virtualNodesFactor < 1) throw new ArgumentException("virtualNodesFactor must be >= 1", nameof(virtualNodesFactor));
        _nodes = nodes;
        _virtualNodesFactor = virtualNodesFactor;
        _places = [.. nodes.Keys];
        _nodeAt = [.. nodes.Values];
    }

    public bool IsEmpty => _nodes.Count == 0;

    public ConsistentHash<T> Add(T node)
    {
        var nodes = new SortedDictionary<int, T>(_nodes);
        foreach (var place in Places(node)) nodes[place] = node;
        return new ConsistentHash<T>(nodes, _virtualNodesFactor);
    }

    public ConsistentHash<T> Remove(T node)
    {
        var nodes = new SortedDictionary<int, T>(_nodes);
        foreach (var place in Places(node)) nodes.Remove(place);
        return new ConsistentHash<T>(nodes, _virtualNodesFactor);
    }

    public T NodeFor(byte[] key) => NodeAfter(RingHash.Of(key));

    public T NodeFor(string key) => NodeAfter(RingHash.Of(Encoding.UTF8.GetBytes(key)));

    public static ConsistentHash<T> operator +(ConsistentHash<T> hash, T node) => hash.Add(node);

    public static ConsistentHash<T> operator -(ConsistentHash<T> hash, T node) => hash.Remove(node);

    private T NodeAfter(int hash)
    {
        if (IsEmpty) throw new InvalidOperationException($"Can't get node for [{hash}] from an empty node ring");
        var at = Array.BinarySearch(_places, hash);
        if (at < 0) at = ~at;
        return _nodeAt[at == _nodeAt.Length ? 0 : at];
    }

    private IEnumerable<int> Places(T node) =>
        Enumerable.Range(1, _virtualNodesFactor).Select(i => RingHash.Of(Encoding.UTF8.GetBytes($"{node}#{i}")));
}

public static class ConsistentHash
{
    public static ConsistentHash<T> Create<T>(IEnumerable<T> nodes, int virtualNodesFactor) =>
        nodes.Aggregate(new ConsistentHash<T>([], virtualNodesFactor), static (ring, node) => ring.Add(node));
}

/// <summary>The same in every process, unlike <see cref="object.GetHashCode"/>.</summary>
internal static class RingHash
{
    private const uint OffsetBasis = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>FNV-1a over the bytes, then mixed so that keys that differ little lie far apart.</summary>
    public static int Of(ReadOnlySpan<byte> bytes)
    {
        var hash = OffsetBasis;
        foreach (var b in bytes) hash = (hash ^ b) * Prime;
        hash = (hash ^ (hash >> 16)) * 0x7feb352d;
        hash = (hash ^ (hash >> 15)) * 0x846ca68b;
        return (int)(hash ^ (hash >> 16));
    }
}
