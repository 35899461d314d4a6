using System.Collections.Immutable;

namespace FedPrune.Model.Checkpoints;

/// <summary>What a run needs to go on: its small state as JSON, its large vectors by name.</summary>
/// <param name="Json">Everything but the vectors. Not parsed here.</param>
/// <param name="Vectors">Vectors of any length; restored bit for bit.</param>
public sealed record Snapshot(string Json, ImmutableSortedDictionary<string, ReadOnlyMemory<float>> Vectors)
{
    /// <summary>A snapshot of these vectors, in the order of their names.</summary>
    public static Snapshot Of(string json, params IEnumerable<(string Name, ReadOnlyMemory<float> Values)> vectors) =>
        new(json, vectors.ToImmutableSortedDictionary(v => v.Name, v => v.Values, StringComparer.Ordinal));
}
