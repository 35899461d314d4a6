using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;

namespace FedPrune.Model.Tests.Pruning;

public sealed class MagnitudeSelectionTests
{
    private static readonly float[] Awkward =
        [0, -0f, float.Epsilon, -float.Epsilon, 1e-40f, -1e-40f, 1.17549435e-38f, 1, -1, 1.0000001f, -1.0000001f, 0.5f, -0.5f, float.MaxValue, -float.MaxValue];

    [Fact]
    public void Finds_what_a_full_stable_sort_finds()
    {
        foreach (var length in (int[])[1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 1000, 4099])
            for (int kind = 0; kind < 5; kind++)
            {
                var values = Values(length, kind);
                foreach (var k in (int[])[0, 1, length / 3, length / 2, length - 1, length])
                    Assert.Equal(BySorting(values, k), Largest(values, k));
            }
    }

    [Fact]
    public void Of_equal_magnitudes_the_first_are_taken()
    {
        Assert.Equal([0, 1, 3], Largest([2, -2, 1, -2, 2, 2], 3));
        Assert.Equal([0, 1], Largest([0, -0f, 0, 0], 2));
        Assert.Equal([1, 2, 4], Largest([1, 3, -2, 1, 2, 1, 2], 3));
    }

    [Fact]
    public void Tells_neighbouring_magnitudes_apart()
    {
        Assert.Equal([1], Largest([1, MathF.BitIncrement(1), 1], 1));
        Assert.Equal([2], Largest([0, float.Epsilon, -2 * float.Epsilon], 1));
    }

    [Fact]
    public void Refuses_more_than_there_are()
    {
        var refused = Assert.Throws<ArgumentException>(() => Largest([1, 2], 3));
        Assert.Contains("3 of 2", refused.Message, StringComparison.Ordinal);
    }

    private static float[] Values(int length, int kind)
    {
        var random = RandomStream.For(11, Purpose.SyntheticImages, length, kind);
        return [.. Enumerable.Range(0, length).Select(_ => kind switch
        {
            0 => (float)random.NextNormal(),
            1 => random.Next(-3, 4),                                    // many ties, zeros
            2 => Awkward[random.Next(Awkward.Length)],
            3 => BitConverter.Int32BitsToSingle(random.Next(1 << 22)),  // subnormals
            _ => random.Next(10) == 0 ? (float)random.NextNormal() : 0, // mostly pruned
        })];
    }

    private static int[] Largest(ReadOnlySpan<float> values, int k)
    {
        var positions = new int[k];
        MagnitudeSelection.Largest(values, positions);
        return positions;
    }

    private static int[] BySorting(float[] values, int k) =>
        [.. Enumerable.Range(0, values.Length).OrderByDescending(i => Math.Abs(values[i])).Take(k).Order()];
}
