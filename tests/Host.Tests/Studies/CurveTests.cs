using FedPrune.Host.Studies;

namespace FedPrune.Host.Tests.Studies;

public sealed class CurveTests
{
    private static readonly Curve Rising = new((0, 0.1), (10, 0.5), (30, 0.7), (30, 0.72), (60, 0.8));

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(10, 0.5)]
    [InlineData(30, 0.7)]
    [InlineData(60, 0.8)]
    public void It_is_exact_at_its_points(double cost, double accuracy) => Assert.Equal(accuracy, Rising.At(cost));

    [Theory]
    [InlineData(5, 0.3)]
    [InlineData(20, 0.6)]
    [InlineData(45, 0.76)]
    public void Between_two_points_it_is_their_straight_line(double cost, double accuracy) => Assert.Equal(accuracy, Rising.At(cost)!.Value, 12);

    [Theory]
    [InlineData(-1)]
    [InlineData(60.001)]
    [InlineData(double.NaN)]
    public void Beyond_its_ends_there_is_nothing(double cost) => Assert.Null(Rising.At(cost));

    [Fact]
    public void It_stays_between_its_neighbours_and_rises_where_they_do()
    {
        var before = 0.0;
        for (double cost = 0; cost <= 60; cost += 0.25)
        {
            var now = Rising.At(cost)!.Value;
            Assert.InRange(now, before, 0.8);
            before = now;
        }
    }

    [Theory]
    [InlineData(0.1, 0)]
    [InlineData(0.3, 5)]
    [InlineData(0.5, 10)]
    [InlineData(0.71, 30)]
    public void The_cost_of_an_accuracy_is_where_it_is_first_reached(double accuracy, double cost) =>
        Assert.Equal(cost, Rising.FirstAt(accuracy)!.Value, 12);

    [Fact]
    public void An_accuracy_that_is_never_reached_has_no_cost() => Assert.Null(Rising.FirstAt(0.81));

    [Fact]
    public void A_dip_does_not_move_where_it_was_first_reached() =>
        Assert.Equal(0.5, new Curve((0, 0.0), (1, 0.8), (2, 0.3), (3, 0.9)).FirstAt(0.4));

    [Fact]
    public void A_curve_whose_costs_fall_is_refused() =>
        Assert.Contains("from 2 to 1", Assert.Throws<ArgumentException>(() => new Curve((2, 0.1), (1, 0.2))).Message, StringComparison.Ordinal);

    [Fact]
    public void Smoothing_averages_neighbours_and_leaves_the_first_alone()
    {
        double[] values = [1, 2, 6, 4, 5, 9];
        Assert.Equal([1, 3, 3.6, 5.2, 6, 6], Curve.Smoothed(values, 2), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(values, Curve.Smoothed(values, 0));
    }
}
