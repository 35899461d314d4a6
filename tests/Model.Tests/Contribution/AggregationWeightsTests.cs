using FedPrune.Model.Contribution;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Contribution;

public sealed class AggregationWeightsTests
{
    [Fact]
    public void All_weights_are_shares_of_one()
    {
        for (int trial = 0; trial < 500; trial++)
        {
            var random = Topologies.Stream(trial);
            int[] samples = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(1, 1000))];
            double[] reputation = [.. samples.Select(_ => random.NextUniform(-1, 1))];
            var bySize = AggregationWeights.BySize(samples);
            foreach (var rule in Enum.GetValues<WeightRule>())
                foreach (var lambda in (double[])[0, 0.3, 1])
                {
                    var q = AggregationWeights.ByContribution(rule, samples, reputation, random.NextUniform(-0.2, 1));
                    var weights = AggregationWeights.TradedOff(bySize, q, lambda);
                    Assert.Equal(1, weights.Sum(), 12);
                    Assert.All(weights, weight => Assert.InRange(weight, double.Epsilon, 1));
                }
        }
    }

    [Fact]
    public void By_size_they_are_FedAvgs() => Assert.Equal([0.1, 0.2, 0.7], AggregationWeights.BySize([10, 20, 70]));

    [Theory]
    [InlineData(0.8)]
    [InlineData(1e-9)]
    [InlineData(0)]
    [InlineData(-0.4)]
    public void Equal_contributions_give_FedAvgs_weights(double everyone)
    {
        var q = AggregationWeights.ByContribution(WeightRule.Saturating, [10, 20, 70], [everyone, everyone, everyone], everyone);
        Assert.Equal(AggregationWeights.BySize([10, 20, 70]), q);
    }

    [Fact]
    public void Equal_contributions_as_published_give_equal_weights() =>
        Assert.Equal([0.25, 0.25, 0.5], AggregationWeights.ByContribution(WeightRule.Proportional, [10, 20, 70], [0.2, 0.2, 0.4], 1).Select(q => Math.Round(q, 12)));

    /// <summary>With h = 0.5: none below 0.15, full from 0.3.</summary>
    [Theory]
    [InlineData(-1, 0.001)]
    [InlineData(0.15, 0.001)]
    [InlineData(0.1502, 0.002 / 1.5)]
    [InlineData(0.225, 0.5)]
    [InlineData(0.27, 0.8)]
    [InlineData(0.3, 1)]
    [InlineData(0.5, 1)]
    [InlineData(0.9, 1)]
    public void Weight_rises_between_the_two_bounds_and_saturates(double reputation, double expected) =>
        Assert.Equal(expected, AggregationWeights.Saturation(reputation, 0.5), 9);

    [Fact]
    public void A_noisy_device_keeps_a_thousandth_of_its_size()
    {
        var q = AggregationWeights.ByContribution(WeightRule.Saturating, [100, 100, 100], [0.5, 0.05, 0.4], 0.5);
        Assert.Equal(0.001 / 2.001, q[1], 12);
        Assert.Equal(q[0], q[2]);
    }

    [Fact]
    public void The_trade_off_goes_from_size_to_contribution()
    {
        double[] size = [0.25, 0.75], contribution = [0.9, 0.1];
        Assert.Equal(size, AggregationWeights.TradedOff(size, contribution, 0));
        Assert.Equal(contribution, AggregationWeights.TradedOff(size, contribution, 1));
        Assert.Equal(0.6 * 0.25 + 0.4 * 0.9, AggregationWeights.TradedOff(size, contribution, 0.4)[0], 12);
    }
}
