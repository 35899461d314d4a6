namespace FedPrune.Report.Tests;

public sealed class ScaleTests
{
    [Theory]
    [InlineData(new[] { 0.0, 100 }, 5, "0 20 40 60 80 100")]
    [InlineData(new[] { 61.3, 78.9 }, 6, "60 65 70 75 80")]
    [InlineData(new[] { 0.0, 0.37 }, 5, "0 0.1 0.2 0.3 0.4")]
    [InlineData(new[] { -1.5, 2.5 }, 5, "-2 -1 0 1 2 3")]
    [InlineData(new[] { 0.0, 1234 }, 4, "0 500 1000 1500")]
    public void Ticks_are_round_and_hold_all_values(double[] values, int ticks, string labels)
    {
        var scale = Scale.Of(values, ticks);
        Assert.Equal(labels, string.Join(' ', scale.Ticks.Select(scale.Label)));
        Assert.All(values, value => Assert.InRange(value, scale.Min, scale.Max));
    }

    [Fact]
    public void Logarithmic_ticks_are_powers_of_two()
    {
        var scale = Scale.Of([0.3, 98], 5, logarithmic: true);
        Assert.Equal("0.25 1 4 16 64", string.Join(' ', scale.Ticks.Select(scale.Label)));
        Assert.Equal(3, scale.Place(8));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Equal_or_missing_values_make_a_scale_too(bool logarithmic)
    {
        foreach (var values in new double[][] { [], [7], [7, 7] })
        {
            var scale = Scale.Of(values, 5, logarithmic);
            Assert.True(scale.Max > scale.Min && double.IsFinite(scale.Step) && scale.Step > 0);
        }
    }

    [Fact]
    public void Ticks_are_never_more_than_asked_for_by_far()
    {
        for (int exponent = -6; exponent < 7; exponent++)
        {
            for (int ticks = 2; ticks < 9; ticks++)
                Assert.InRange(Scale.Of([0.13 * Math.Pow(10, exponent), 7.7 * Math.Pow(10, exponent)], ticks).Ticks.Length, 2, ticks + 2);
        }
    }
}
