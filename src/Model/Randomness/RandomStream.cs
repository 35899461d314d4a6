using System.Numerics;

namespace FedPrune.Model.Randomness;

/// <summary>What a stream of random numbers is for. Two purposes never share a stream.</summary>
/// <remarks>The numbers are part of every seed's meaning: append, never renumber.</remarks>
public enum Purpose
{
    Initialisation = 1,
    Partition = 2,
    NoisyDevices = 3,
    LabelNoise = 4,
    DeviceProfiles = 5,
    Sampling = 6,
    Exploration = 7,
    Batches = 8,
    SyntheticImages = 9,
    Rounding = 10,
    ThompsonSampling = 11,
    Widths = 12,
    DeviceClasses = 13,
    Faults = 14,
    PlayerOrders = 15,
}

/// <summary>
/// A reproducible stream of random numbers derived from (seed, purpose, round, device): the same four give the same
/// numbers on every machine, whatever was drawn elsewhere before. xoshiro256** (Blackman and Vigna, 2018), its state
/// filled by SplitMix64.
/// </summary>
/// <remarks>It is a <see cref="Random"/> so that samplers of MathNet.Numerics can draw from it. Not thread-safe.</remarks>
public sealed class RandomStream : Random
{
    private ulong _s0, _s1, _s2, _s3;

    private RandomStream(ulong key)
    {
        _s0 = SplitMix(ref key);
        _s1 = SplitMix(ref key);
        _s2 = SplitMix(ref key);
        _s3 = SplitMix(ref key);
    }

    /// <summary>The stream for one purpose of one run, in a round and on a device where it depends on them.</summary>
    public static RandomStream For(ulong seed, Purpose purpose, int round = 0, int device = 0)
    {
        ulong key = seed;
        foreach (var part in (ReadOnlySpan<ulong>)[(ulong)purpose, (uint)round, (uint)device])
            key = SplitMix(ref key) ^ (part * 0x9FB21C651E98DF25ul);
        return new RandomStream(key);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A uniform integer in [0, <paramref name="maxValue"/>), without bias (Lemire, 2019).</summary>
    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxValue);
        return (int)Below((uint)maxValue);
    }

    /// <summary>A uniform integer in [<paramref name="minValue"/>, <paramref name="maxValue"/>).</summary>
    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(minValue, maxValue);
        return (int)(minValue + (long)Below((uint)((long)maxValue - minValue)));
    }

    /// <inheritdoc/>
    public override int Next() => Next(int.MaxValue);

    /// <summary>A uniform number in [0, 1) with 53 random bits.</summary>
    public override double NextDouble() => (NextBits() >> 11) * (1.0 / (1ul << 53));

    /// <summary>A uniform number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double NextUniform(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>A standard normal number (Box and Muller, 1958; one of the pair).</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <inheritdoc/>
    public override void NextBytes(Span<byte> buffer)
    {
        for (int i = 0; i < buffer.Length; i++)
            buffer[i] = (byte)(NextBits() >> 56);
    }

    /// <inheritdoc/>
    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    /// <inheritdoc/>
    protected override double Sample() => NextDouble();

    private uint Below(uint bound)
    {
        var product = (NextBits() >> 32) * bound;
        var low = (uint)product;
        if (low < bound)
        {
            var threshold = (0u - bound) % bound;
            while (low < threshold)
            {
                product = (NextBits() >> 32) * bound;
                low = (uint)product;
            }
        }
        return (uint)(product >> 32);
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15ul;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ul;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBul;
        return z ^ (z >> 31);
    }
}
