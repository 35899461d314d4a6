using System.Collections.Immutable;

namespace Akka.Cluster.Gossiping;

/// <summary>How two versions of the gossip relate.</summary>
internal enum VersionOrder
{
    Same,
    Before,
    After,
    Concurrent,
}

/// <summary>A vector clock (Fidge, Mattern 1988): how many changes of each member a version of the gossip holds.</summary>
internal sealed class GossipVersion(ImmutableSortedDictionary<UniqueAddress, long> changes)
{
    public static readonly GossipVersion None = new(ImmutableSortedDictionary<UniqueAddress, long>.Empty);

    public ImmutableSortedDictionary<UniqueAddress, long> Changes { get; } = changes;

    public GossipVersion Increment(UniqueAddress by) => new(Changes.SetItem(by, Changes.GetValueOrDefault(by) + 1));

    public GossipVersion Prune(UniqueAddress removed) => Changes.ContainsKey(removed) ? new GossipVersion(Changes.Remove(removed)) : this;

    /// <summary>The least version that holds the changes of both.</summary>
    public GossipVersion Merge(GossipVersion other)
    {
        var merged = Changes.ToBuilder();
        foreach (var (node, count) in other.Changes) merged[node] = Math.Max(count, merged.GetValueOrDefault(node));
        return new GossipVersion(merged.ToImmutable());
    }

    public VersionOrder CompareTo(GossipVersion other)
    {
        var less = Changes.Any(change => change.Value < other.Changes.GetValueOrDefault(change.Key))
            || other.Changes.Any(change => change.Value > 0 && !Changes.ContainsKey(change.Key));
        var more = Changes.Any(change => change.Value > other.Changes.GetValueOrDefault(change.Key));
        return (less, more) switch
        {
            (false, false) => VersionOrder.Same,
            (true, false) => VersionOrder.Before,
            (false, true) => VersionOrder.After,
            _ => VersionOrder.Concurrent,
        };
    }
}
