using FedPrune.Model.Contribution;

namespace FedPrune.Model.Tests.Contribution;

public sealed class ReputationsTests
{
    [Fact]
    public void The_first_score_is_taken_whole_and_later_ones_are_smoothed_in()
    {
        var first = Reputations.None.Smoothed([4, 9], [0.8, -0.2], 0.7);
        Assert.Equal((0.8, -0.2), (first.Of(4), first.Of(9)));
        var second = first.Smoothed([9], [0.6], 0.7);
        Assert.Equal(0.7 * -0.2 + 0.3 * 0.6, second.Of(9), 12);
        Assert.Equal(0.8, second.Of(4));
    }

    [Fact]
    public void Smoothing_converges_to_a_constant_score_geometrically()
    {
        var reputations = Reputations.None.Smoothed([1], [0], 0.7);
        for (int round = 1; round <= 20; round++)
        {
            reputations = reputations.Smoothed([1], [1], 0.7);
            Assert.Equal(1 - Math.Pow(0.7, round), reputations.Of(1), 12);
        }
    }

    [Fact]
    public void Without_smoothing_the_last_score_counts() =>
        Assert.Equal(0.3, Reputations.None.Smoothed([1], [0.9], 0).Smoothed([1], [0.3], 0).Of(1));

    [Fact]
    public void A_device_not_seen_takes_the_mean_of_the_known_and_one_where_none_is()
    {
        Assert.Equal(1, Reputations.None.Of(5));
        var known = Reputations.None.Smoothed([1, 2, 3], [0.2, 0.4, 0.9], 0.7);
        Assert.Equal(0.5, known.Of(77), 12);
        Assert.Equal([1, 2, 3], known.Known.Keys);
    }

    [Fact]
    public void A_round_leaves_the_one_before_as_it_was()
    {
        var before = Reputations.None.Smoothed([1], [0.5], 0.7);
        before.Smoothed([1, 2], [1, 1], 0.7);
        Assert.Equal((0.5, 1), (before.Of(1), before.Known.Count));
    }

    /// <summary>Expected: numpy.percentile(r, 75).</summary>
    [Theory]
    [InlineData(new[] { 0.4 }, 0.4)]
    [InlineData(new[] { 1.0, 2 }, 1.75)]
    [InlineData(new[] { 4.0, 1, 3, 2 }, 3.25)]
    [InlineData(new[] { 5.0, 4, 3, 2, 1 }, 4)]
    [InlineData(new[] { 0.1, 0.4, 0.35, 0.9, 0.2, 0.77 }, 0.6775)]
    [InlineData(new[] { -0.3, -0.1, -0.2 }, -0.15)]
    public void The_upper_quartile_is_numpys_linear_one(double[] scores, double expected) =>
        Assert.Equal(expected, Reputations.None.Smoothed(Enumerable.Range(0, scores.Length), scores, 0).UpperQuartile(), 12);

    [Fact]
    public void The_upper_quartile_of_nobody_is_one() => Assert.Equal(1, Reputations.None.UpperQuartile());
}
