using System.Collections.Immutable;

namespace Akka.Cluster.Gossiping;

/// <summary>Whom one member cannot reach, and how often that has changed.</summary>
internal sealed record Observation(long Version, ImmutableHashSet<UniqueAddress> Unreachable);

/// <summary>What each member observes of others. A member is unreachable as long as one observer says so.</summary>
internal sealed class Reachability(ImmutableSortedDictionary<UniqueAddress, Observation> observers)
{
    public static readonly Reachability All = new(ImmutableSortedDictionary<UniqueAddress, Observation>.Empty);

    public ImmutableSortedDictionary<UniqueAddress, Observation> Observers { get; } = observers;

    public ImmutableHashSet<UniqueAddress> AllUnreachable { get => field ??= [.. Observers.Values.SelectMany(each => each.Unreachable)]; }

    public bool IsReachable(UniqueAddress subject) => !AllUnreachable.Contains(subject);

    public bool IsReachable(UniqueAddress observer, UniqueAddress subject) =>
        !Observers.TryGetValue(observer, out var observed) || !observed.Unreachable.Contains(subject);

    public Reachability Observe(UniqueAddress observer, UniqueAddress subject, bool reachable)
    {
        if (IsReachable(observer, subject) == reachable) return this;
        var before = Observers.GetValueOrDefault(observer) ?? new Observation(0, []);
        var now = reachable ? before.Unreachable.Remove(subject) : before.Unreachable.Add(subject);
        return new Reachability(Observers.SetItem(observer, new Observation(before.Version + 1, now)));
    }

    /// <summary>Without these members, as observers and as subjects.</summary>
    public Reachability Remove(IReadOnlyCollection<UniqueAddress> gone)
    {
        var left = Observers.RemoveRange(gone);
        foreach (var (observer, observed) in left)
        {
            var rest = observed.Unreachable.Except(gone);
            if (rest.Count != observed.Unreachable.Count) left = left.SetItem(observer, observed with { Unreachable = rest });
        }

        return new Reachability(left);
    }

    /// <summary>Without what these observers say; what is said of them stays.</summary>
    public Reachability RemoveObservers(IEnumerable<UniqueAddress> observers) => new(Observers.RemoveRange(observers));

    /// <summary>Of each observer's two views the later one.</summary>
    public Reachability Merge(ImmutableHashSet<UniqueAddress> members, Reachability other)
    {
        var merged = ImmutableSortedDictionary.CreateBuilder<UniqueAddress, Observation>();
        foreach (var observer in Observers.Keys.Concat(other.Observers.Keys))
        {
            if (!members.Contains(observer)) continue;
            var (mine, theirs) = (Observers.GetValueOrDefault(observer), other.Observers.GetValueOrDefault(observer));
            var later = mine is null || (theirs is not null && theirs.Version > mine.Version) ? theirs : mine;
            merged[observer] = later with { Unreachable = later.Unreachable.Intersect(members) };
        }

        return new Reachability(merged.ToImmutable());
    }
}
