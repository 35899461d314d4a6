using FedPrune.Model.Aggregation;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Contribution;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Aggregation;

public sealed class RobustRuleTests
{
    [Theory]
    [InlineData(new float[] { 5 }, 5)]
    [InlineData(new float[] { 9, 1 }, 5)]
    [InlineData(new float[] { 9, -1e30f, 2 }, 2)]
    [InlineData(new float[] { 4, 1, 3, 1e30f }, 3.5)]
    public void The_median_is_the_number_in_the_middle(float[] numbers, double expected) =>
        Assert.Equal(expected, new RobustRule.Median().Centre(numbers));

    [Theory]
    [InlineData(0, 4.5)]
    [InlineData(0.1, 4.5)]
    [InlineData(0.2, 4.5)]
    [InlineData(0.49, 4.5)]
    public void A_trimmed_mean_of_a_symmetric_sample_is_its_centre(double share, double expected) =>
        Assert.Equal(expected, new RobustRule.Trimmed(share).Centre([.. Enumerable.Range(0, 10).Select(x => (float)x)]));

    [Fact]
    public void A_trimmed_mean_leaves_out_as_many_as_its_share_says_at_each_end() =>
        Assert.Equal(3, new RobustRule.Trimmed(0.2).Centre([1e30f, 2, 3, 4, -1e30f]));

    [Fact]
    public void Trimming_nothing_is_the_unweighted_mean_over_holders()
    {
        for (int trial = 0; trial < 50; trial++)
        {
            var cohort = Cohorts.Any(TinyNetworks.EveryLayer.Layout, Topologies.Stream(trial));
            float[] mean = new float[TinyNetworks.EveryLayer.Layout.Count], trimmed = new float[mean.Length];
            Aggregator.WeightedMean(cohort, [.. cohort.Select(_ => 1.0 / cohort.Length)], mean);
            new RobustRule.Trimmed(0).Combine(cohort, trimmed);
            Assert.All(mean.Zip(trimmed), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-6));
        }
    }

    [Fact]
    public void A_minority_can_move_the_median_only_between_honest_values()
    {
        var dense = Topology.Dense(TinyNetworks.Toy.Layout);
        Update[] cohort =
        [
            .. Enumerable.Range(0, 4).Select(i => new Update(i, 1, dense, Enumerable.Repeat((float)i, dense.Count).ToArray())),
            .. Enumerable.Range(4, 3).Select(i => new Update(i, 99, dense, Enumerable.Repeat(-1e20f, dense.Count).ToArray())),
        ];
        var delta = new float[dense.Count];
        new RobustRule.Median().Combine(cohort, delta);
        Assert.All(delta, value => Assert.Equal(0, value));
    }
}
