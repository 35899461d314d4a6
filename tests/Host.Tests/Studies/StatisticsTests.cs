using FedPrune.Host.Studies;

namespace FedPrune.Host.Tests.Studies;

public sealed class StatisticsTests
{
    // Student's t at 97.5 %, from printed tables.
    [Theory]
    [InlineData(2, 12.706)]
    [InlineData(3, 4.303)]
    [InlineData(5, 2.776)]
    [InlineData(10, 2.262)]
    public void An_interval_is_as_wide_as_students_t_says(int count, double t)
    {
        double[] values = [.. Enumerable.Range(1, count).Select(i => (double)i)];
        var interval = Statistics.Interval(values)!.Value;
        var expected = t * Statistics.Deviation(values) / Math.Sqrt(count);
        Assert.Equal((count + 1) / 2.0, interval.Mean, 12);
        Assert.Equal(expected, interval.High - interval.Mean, 3);
        Assert.Equal(expected, interval.Mean - interval.Low, 3);
    }

    [Fact]
    public void Deviation_divides_by_one_less_than_there_are() => Assert.Equal(2.138, Statistics.Deviation([2, 4, 4, 4, 5, 5, 7, 9]), 3);

    [Fact]
    public void One_value_has_no_spread() => Assert.Equal(new Interval(3, 3, 3, 1), Statistics.Interval([3]));

    [Fact]
    public void No_value_has_no_mean()
    {
        Assert.Null(Statistics.Interval([]));
        Assert.Null(Statistics.Estimate([null, null]));
    }

    [Fact]
    public void Differences_are_taken_seed_by_seed()
    {
        // The seeds differ by 30 points, the algorithms by 1 ± 0.1 on each: unpaired, nothing would be seen.
        var difference = Statistics.PairedDifference([61.0, 71.1, 90.9], [60.0, 70.0, 90.0])!.Value;
        Assert.Equal((1.0, 3), (Math.Round(difference.Mean, 10), difference.Count));
        Assert.Equal(4.303 * 0.1 / Math.Sqrt(3), difference.High - difference.Mean, 3);
    }

    [Fact]
    public void A_seed_that_either_lacks_is_left_out_of_the_differences() =>
        Assert.Equal(new Interval(2, 2, 2, 1), Statistics.PairedDifference([5, null, 7], [3, 4, null]));

    [Fact]
    public void An_estimate_says_how_many_of_how_many_there_are() =>
        Assert.Equal(new Estimate(2, Math.Sqrt(2), 2, 3), Statistics.Estimate([1, null, 3]));

    [Fact]
    public void Area_under_the_curve_is_the_share_of_pairs_in_order()
    {
        Assert.Equal(1, Statistics.AreaUnderCurve([3, 4], [1, 2]));
        Assert.Equal(0, Statistics.AreaUnderCurve([1, 2], [3, 4]));
        Assert.Equal(0.5, Statistics.AreaUnderCurve([1, 1], [1]));
        Assert.Equal(0.75, Statistics.AreaUnderCurve([2, 4], [1, 3]));
        Assert.Null(Statistics.AreaUnderCurve([], [1]));
    }
}
