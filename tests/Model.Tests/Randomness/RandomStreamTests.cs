using FedPrune.Model.Randomness;

namespace FedPrune.Model.Tests.Randomness;

public sealed class RandomStreamTests
{
    /// <summary>Computed by a separate program from the published definitions of SplitMix64 and xoshiro256**.</summary>
    [Theory]
    [InlineData(1ul, Purpose.Initialisation, 0, 0, new[] { 0xe616878a9eddd45ful, 0xbd2dc81b099fca60ul, 0xca2de1a9a2fc6470ul, 0xbf900bdfd474521ful })]
    [InlineData(42ul, Purpose.Batches, 3, 17, new[] { 0x7e23315ef733e982ul, 0x537ac130b98caa9eul, 0xccbcf67318364a50ul, 0x35a029e0f08dbc2aul })]
    [InlineData(ulong.MaxValue, Purpose.Exploration, int.MaxValue, 0, new[] { 0x8a14a677de230e5bul, 0x13625ec39d349869ul, 0xe8df4d7fea61a172ul, 0x9ffd5d6dca00064ful })]
    [InlineData(0ul, Purpose.DeviceProfiles, 0, -1, new[] { 0xcbad3b78071a72f2ul, 0xcdc41cdb1d3947d7ul, 0xeceb7c47ccd5435ful, 0x78dbcce6b8da12c7ul })]
    public void Its_first_numbers_never_change(ulong seed, Purpose purpose, int round, int device, ulong[] expected)
    {
        var random = RandomStream.For(seed, purpose, round, device);
        Assert.Equal(expected, Bits(random, expected.Length));
    }

    [Fact]
    public void Any_difference_in_seed_purpose_round_or_device_gives_other_numbers()
    {
        var seen = new HashSet<ulong>();
        var streams = 0;
        foreach (var seed in (ulong[])[0, 1, 2, 1ul << 32, ulong.MaxValue])
            foreach (var purpose in Enum.GetValues<Purpose>())
                for (int round = 0; round < 12; round++)
                    for (int device = 0; device < 12; device++, streams++)
                        Assert.True(seen.Add(RandomStream.For(seed, purpose, round, device).NextBits()), $"{seed} {purpose} {round} {device}");
        Assert.Equal(5 * Enum.GetValues<Purpose>().Length * 144, streams);
    }

    [Fact]
    public void Every_way_of_drawing_repeats_from_the_same_four()
    {
        Assert.Equal(Draws(), Draws());

        static List<double> Draws()
        {
            var random = RandomStream.For(9, Purpose.Sampling, 2, 3);
            var bytes = new byte[5];
            random.NextBytes(bytes);
            int[] order = [1, 2, 3, 4, 5, 6, 7, 8];
            random.Shuffle(order);
            return
            [
                random.Next(), random.Next(10), random.Next(-5, 5), random.NextDouble(), random.NextSingle(), random.NextInt64(),
                random.NextInt64(1L << 40), random.NextNormal(), random.NextUniform(-1, 1), .. bytes.Select(b => (double)b), .. order.Select(o => (double)o),
            ];
        }
    }

    /// <summary>2³² is no multiple of 3·2²⁹: a plain modulo or product would favour some thirds or some remainders.</summary>
    [Theory]
    [InlineData(7, 7)]
    [InlineData(10, 10)]
    [InlineData(3 << 29, 3)]
    [InlineData(int.MaxValue, 16)]
    public void Bounded_integers_are_unbiased(int bound, int bins)
    {
        const int Draws = 60_000;
        var random = RandomStream.For(5, Purpose.Sampling, bound);
        var (parts, remainders) = (new int[bins], new int[bins]);
        for (int i = 0; i < Draws; i++)
        {
            var value = random.Next(bound);
            Assert.InRange(value, 0, bound - 1);
            parts[(int)((long)value * bins / bound)]++;
            remainders[value % bins]++;
        }
        var limit = ChiSquare.Limit(bins - 1);
        Assert.InRange(ChiSquare.Of(parts), 0, limit);
        Assert.InRange(ChiSquare.Of(remainders), 0, limit);
    }

    [Fact]
    public void Integers_of_a_range_reach_both_ends_and_no_further()
    {
        var random = RandomStream.For(6, Purpose.Sampling);
        int[] drawn = [.. Enumerable.Range(0, 500).Select(_ => random.Next(-3, 4))];
        Assert.Equal([-3, -2, -1, 0, 1, 2, 3], drawn.Distinct().Order());
        Assert.All(Enumerable.Range(0, 200), _ => Assert.InRange(random.Next(int.MinValue, int.MaxValue), int.MinValue, int.MaxValue - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(4, 4));
    }

    [Fact]
    public void Doubles_carry_the_upper_53_bits()
    {
        var random = RandomStream.For(1, Purpose.Initialisation);
        Assert.Equal([0.8987812722615367, 0.7389798227319481, 0.7897625960495005], Enumerable.Range(0, 3).Select(_ => random.NextDouble()));
    }

    [Fact]
    public void Normal_numbers_have_the_moments_and_the_tails_of_a_standard_normal()
    {
        const int Draws = 100_000;
        var random = RandomStream.For(7, Purpose.Initialisation);
        double[] x = [.. Enumerable.Range(0, Draws).Select(_ => random.NextNormal())];
        Assert.InRange(x.Average(), -0.012, 0.012);
        Assert.InRange(x.Average(v => v * v), 0.98, 1.02);
        Assert.InRange(x.Average(v => v * v * v * v), 2.85, 3.15);
        Assert.InRange(x.Count(v => Math.Abs(v) > 1.959964) / (double)Draws, 0.047, 0.053);
        Assert.All(x, v => Assert.True(double.IsFinite(v)));
    }

    private static ulong[] Bits(RandomStream random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextBits())];
}
