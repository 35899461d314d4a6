using FedPrune.Model.Contribution.Validation;

namespace FedPrune.Model.Tests.Contribution.Validation;

public sealed class AgreementTests
{
    [Fact]
    public void Correlations_are_one_minus_one_and_nothing_where_they_should_be()
    {
        double[] scores = [3, 1, 2, 5];
        Assert.Equal(1, Agreement.Pearson(scores, [.. scores.Select(s => (2 * s) + 1)]), 12);
        Assert.Equal(-1, Agreement.Pearson(scores, [.. scores.Select(s => -s)]), 12);
        Assert.Equal(0, Agreement.Pearson(scores, [7, 7, 7, 7]));
        Assert.Equal(1, Agreement.Spearman(scores, [.. scores.Select(Math.Exp)]), 12);
        Assert.Equal(0.5, Agreement.Spearman([1, 2, 3], [2, 1, 3]), 12); // 1 − 6·2/(3·8)
        Assert.Equal(Math.Sqrt(3) / 2, Agreement.Spearman([1, 2, 3], [5, 5, 6]), 12); // ranks 1.5, 1.5, 3
    }

    [Theory]
    [InlineData(new[] { 0.1, 0.2, 0.3, 0.4 }, 1.0)]
    [InlineData(new[] { 0.4, 0.3, 0.2, 0.1 }, 0.0)]
    [InlineData(new[] { 0.1, 0.3, 0.2, 0.4 }, 0.75)]
    [InlineData(new[] { 0.1, 0.1, 0.1, 0.1 }, 0.5)]
    public void The_area_is_the_share_of_pairs_in_the_right_order(double[] scores, double expected) =>
        Assert.Equal(expected, Agreement.NoisyAuc(scores, [true, true, false, false]));

    [Fact]
    public void Without_noisy_devices_there_is_no_area() => Assert.True(double.IsNaN(Agreement.NoisyAuc([1, 2], [false, false])));

    [Fact]
    public void Distances_are_between_shares()
    {
        var (l1, l2) = Agreement.Distances([1, 1, 2], [2, 1, 1]);
        Assert.Equal((0.5, Math.Sqrt(0.125)), (l1, l2));
        Assert.Equal((0, 0), Agreement.Distances([1, 2], [10, 20]));
    }

    [Fact]
    public void Lists_of_different_lengths_are_refused() => Assert.Throws<ArgumentException>(() => Agreement.Pearson([1], [1, 2]));
}
