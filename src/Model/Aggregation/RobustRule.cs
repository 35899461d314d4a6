namespace FedPrune.Model.Aggregation;

/// <summary>What stands for many numbers of which some may be arbitrary (Yin et al., 2018).</summary>
public abstract record RobustRule
{
    private RobustRule()
    {
    }

    /// <summary>The median; of an even number of numbers the mean of the two in the middle.</summary>
    public sealed record Median : RobustRule;

    /// <summary>The mean without the <c>⌊share · n⌋</c> smallest and as many of the largest.</summary>
    /// <param name="Share">In [0, 0.5).</param>
    public sealed record Trimmed(double Share) : RobustRule;

    /// <summary>The number that stands for some.</summary>
    /// <param name="numbers">At least one; sorted by the call.</param>
    public double Centre(Span<float> numbers)
    {
        numbers.Sort();
        var cut = this switch
        {
            Median => (numbers.Length - 1) / 2,
            Trimmed(var share) => Math.Min((int)(share * numbers.Length * (1 + 1e-12)), (numbers.Length - 1) / 2),
            _ => throw new NotSupportedException($"no rule for {this}"),
        };
        var sum = 0.0;
        foreach (var number in numbers[cut..^cut])
            sum += number;
        return sum / (numbers.Length - (2 * cut));
    }

    /// <summary>Each coordinate's centre over the updates that hold it; 0 where none does.</summary>
    /// <param name="updates">The updates counted.</param>
    /// <param name="delta">(P) numbers, written.</param>
    public void Combine(IReadOnlyList<Update> updates, Span<float> delta)
    {
        var next = new int[updates.Count]; // the compact place of each update's next coordinate
        var held = new float[updates.Count];
        for (int j = 0; j < delta.Length; j++)
        {
            var holders = 0;
            for (int i = 0; i < next.Length; i++)
            {
                var topology = updates[i].Topology;
                if (next[i] < topology.Count && (topology.IsDense || topology.Kept[next[i]] == j))
                    held[holders++] = updates[i].Values.Span[next[i]++];
            }
            delta[j] = holders == 0 ? 0 : (float)Centre(held.AsSpan(0, holders));
        }
    }
}
