using FedPrune.Model.Randomness;

namespace FedPrune.Model.Data;

/// <summary>How a wrong label comes about.</summary>
public enum NoiseKind
{
    /// <summary>All labels are true.</summary>
    None,

    /// <summary>Any of the other classes, equally likely.</summary>
    Symmetric,

    /// <summary>The next class: y → (y + 1) mod C.</summary>
    PairFlip,
}

/// <summary>
/// Wrong labels on some devices: exactly <c>⌊fraction · N⌋</c> of them are noisy, each with a rate of its own drawn from
/// U(lowest, highest), and each of their labels is wrong with that probability.
/// </summary>
/// <remarks>
/// Source of the choice of devices and rates: Wu et al., "FedNoRo", IJCAI 2023. There a wrong label is redrawn over all
/// classes; here a label that is chosen to be wrong is.
/// </remarks>
public sealed record LabelNoise
{
    /// <summary>No noise.</summary>
    public static LabelNoise None { get; } = new();

    public NoiseKind Kind { get; init; } = NoiseKind.None;

    /// <summary>Share of the devices that are noisy, 0 to 1.</summary>
    public double Fraction { get; init => field = Probability(value, "fraction"); }

    /// <summary>Lowest rate of a noisy device, 0 to 1.</summary>
    public double LowestRate { get; init => field = Probability(value, "lowest rate"); }

    /// <summary>Highest rate of a noisy device, 0 to 1.</summary>
    public double HighestRate { get; init => field = Probability(value, "highest rate"); }

    /// <summary>Draws the noise. A device's labels depend on the seed, its number and its samples alone.</summary>
    /// <param name="labels">(n) true labels of the training set.</param>
    /// <param name="classes">Number of classes; at least two if any device is noisy.</param>
    /// <param name="partition">Which samples each device has.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">The rates are in the wrong order, or there is no other class.</exception>
    public NoisyLabels Apply(ReadOnlySpan<byte> labels, int classes, Partition partition, ulong seed)
    {
        if (LowestRate > HighestRate)
            throw new ArgumentException($"noise: the lowest rate, {LowestRate}, is above the highest, {HighestRate}");
        var noisy = NoisyDevices(partition.Devices, seed);
        if (noisy.Length > 0 && classes < 2)
            throw new ArgumentException($"noise: {classes} class leaves no wrong label, at least 2 are needed");

        var seen = labels.ToArray();
        var (drawn, realised) = (new double[partition.Devices], new double[partition.Devices]);
        foreach (var device in noisy)
        {
            var random = RandomStream.For(seed, Purpose.LabelNoise, device: device);
            drawn[device] = random.NextUniform(LowestRate, HighestRate);
            realised[device] = Flip(seen, partition.Samples(device), drawn[device], classes, random);
        }
        return new NoisyLabels(seen, [.. drawn], [.. realised]);
    }

    private int[] NoisyDevices(int devices, ulong seed)
    {
        // As decimals: 0.29 · 100 is 29, not the 28.999… of doubles.
        var count = Kind == NoiseKind.None ? 0 : (int)Math.Floor((decimal)Fraction * devices);
        return Sampling.WithoutReplacement(devices, count, RandomStream.For(seed, Purpose.NoisyDevices));
    }

    private double Flip(byte[] seen, ReadOnlySpan<int> samples, double rate, int classes, RandomStream random)
    {
        var flipped = 0;
        foreach (var sample in samples)
        {
            if (random.NextDouble() >= rate)
                continue;
            var step = Kind == NoiseKind.Symmetric ? 1 + random.Next(classes - 1) : 1;
            seen[sample] = (byte)((seen[sample] + step) % classes);
            flipped++;
        }
        return samples.IsEmpty ? 0 : (double)flipped / samples.Length;
    }

    private static double Probability(double value, string name) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentException($"noise: {name} {value} is out of range, allowed are 0 to 1");
}
