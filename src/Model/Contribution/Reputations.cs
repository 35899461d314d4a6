using System.Collections.Immutable;

namespace FedPrune.Model.Contribution;

/// <summary>The smoothed contribution r_i of every device seen so far. Immutable: a round makes the next one.</summary>
public sealed class Reputations(ImmutableSortedDictionary<int, double> known)
{
    private readonly double _ofStrangers = known.IsEmpty ? 1 : known.Values.Average();

    /// <summary>Nobody seen yet.</summary>
    public static Reputations None { get; } = new(ImmutableSortedDictionary<int, double>.Empty);

    /// <summary>r by device.</summary>
    public ImmutableSortedDictionary<int, double> Known { get; } = known;

    /// <summary>r of a device; one not seen before takes the mean of those known, or 1 where there are none.</summary>
    public double Of(int device) => Known.TryGetValue(device, out var r) ? r : _ofStrangers;

    /// <summary><c>r_i ← a·r_i + (1 − a)·φ_i</c>, and <c>r_i = φ_i</c> the first time.</summary>
    /// <param name="devices">The devices scored.</param>
    /// <param name="scores">φ, one for each of them.</param>
    /// <param name="smoothing">a in [0, 1).</param>
    public Reputations Smoothed(IEnumerable<int> devices, IEnumerable<double> scores, double smoothing)
    {
        var next = Known.ToBuilder();
        foreach (var (device, score) in devices.Zip(scores))
            next[device] = Known.TryGetValue(device, out var r) ? (smoothing * r) + ((1 - smoothing) * score) : score;
        return new Reputations(next.ToImmutable());
    }

    /// <summary>The 75th percentile of the known r, between neighbours linear; 1 where none is known.</summary>
    public double UpperQuartile()
    {
        if (Known.IsEmpty)
            return 1;
        double[] sorted = [.. Known.Values.Order()];
        var position = 0.75 * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
