using System.Collections.Immutable;

namespace FedPrune.Model.Aggregation;

/// <summary>
/// The vectors that an algorithm's parts keep on the server from round to round, by name, while a round changes them: the
/// model before the round keeps its own.
/// </summary>
/// <param name="before">What was kept.</param>
public sealed class ServerMemory(ImmutableSortedDictionary<string, ReadOnlyMemory<float>> before)
{
    private readonly ImmutableSortedDictionary<string, ReadOnlyMemory<float>>.Builder _kept = before.ToBuilder();

    /// <summary>No vectors.</summary>
    public static ImmutableSortedDictionary<string, ReadOnlyMemory<float>> None { get; } =
        ImmutableSortedDictionary.Create<string, ReadOnlyMemory<float>>(StringComparer.Ordinal);

    /// <summary>What is kept now.</summary>
    public ImmutableSortedDictionary<string, ReadOnlyMemory<float>> Kept => _kept.ToImmutable();

    /// <summary>A copy of a vector to be changed, which is kept from now on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">How many numbers it has.</param>
    /// <param name="initial">What they are where it was not kept before.</param>
    public Memory<float> Change(string name, int length, float initial = 0)
    {
        var copy = new float[length];
        if (_kept.TryGetValue(name, out var values))
            values.CopyTo(copy);
        else
            copy.AsSpan().Fill(initial);
        _kept[name] = copy;
        return copy;
    }
}
