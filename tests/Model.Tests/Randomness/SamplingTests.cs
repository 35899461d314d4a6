using FedPrune.Model.Randomness;

namespace FedPrune.Model.Tests.Randomness;

public sealed class SamplingTests
{
    [Fact]
    public void Draws_as_many_different_ascending_numbers_as_asked_for()
    {
        var random = RandomStream.For(1, Purpose.Sampling);
        for (int trial = 0; trial < 500; trial++)
        {
            var population = random.Next(1, 200);
            var count = random.Next(population + 1);
            var sample = Sampling.WithoutReplacement(population, count, random);
            Assert.Equal(count, sample.Length);
            Assert.Equal(sample.Distinct().Order(), sample);
            Assert.All(sample, index => Assert.InRange(index, 0, population - 1));
        }
    }

    [Fact]
    public void Every_subset_is_equally_likely()
    {
        var random = RandomStream.For(2, Purpose.Sampling);
        var counts = Enumerable.Range(0, 20_000)
            .CountBy(_ => string.Join(' ', Sampling.WithoutReplacement(6, 3, random))).Select(c => c.Value).ToArray();
        Assert.Equal(20, counts.Length);
        Assert.InRange(ChiSquare.Of(counts), 0, ChiSquare.Limit(19));
    }

    [Fact]
    public void Takes_all_or_none_where_asked_to()
    {
        var random = RandomStream.For(3, Purpose.Sampling);
        Assert.Equal([0, 1, 2, 3, 4], Sampling.WithoutReplacement(5, 5, random));
        Assert.Empty(Sampling.WithoutReplacement(5, 0, random));
        Assert.Empty(Sampling.WithoutReplacement(0, 0, random));
    }

    [Theory]
    [InlineData(5, 6)]
    [InlineData(5, -1)]
    public void Refuses_a_count_that_the_population_has_not(int population, int count)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(
            () => Sampling.WithoutReplacement(population, count, RandomStream.For(4, Purpose.Sampling)));
        Assert.Contains("population of 5", refused.Message, StringComparison.Ordinal);
    }
}
