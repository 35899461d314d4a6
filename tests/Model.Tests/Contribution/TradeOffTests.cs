using FedPrune.Model.Contribution;

namespace FedPrune.Model.Tests.Contribution;

public sealed class TradeOffTests
{
    [Theory]
    [InlineData(TradeOffSchedule.Constant, 0.4, 0.4, 0.4)]
    [InlineData(TradeOffSchedule.Linear, 0.4, 0.7, 1)]
    [InlineData(TradeOffSchedule.Cosine, 0.4, 0.7, 1)]
    [InlineData(TradeOffSchedule.WarmUp, 0, 0.4, 0.4)]
    public void Schedules_start_pass_the_middle_and_end_where_they_should(TradeOffSchedule schedule, double start, double middle, double end)
    {
        var tradeOff = new TradeOff(0.4, schedule);
        Assert.Equal(start, tradeOff.At(0, 40), 12);
        Assert.Equal(middle, tradeOff.At(20, 40), 12);
        Assert.Equal(end, tradeOff.At(40, 40), 12);
    }

    [Fact]
    public void Warm_up_takes_a_tenth_of_the_rounds()
    {
        var tradeOff = new TradeOff(0.8, TradeOffSchedule.WarmUp);
        Assert.Equal([0, 0.2, 0.4, 0.6, 0.8, 0.8], Enumerable.Range(0, 6).Select(t => Math.Round(tradeOff.At(t, 40), 12)));
        Assert.Equal([0, 0.8, 0.8], Enumerable.Range(0, 3).Select(t => tradeOff.At(t, 5))); // warm within one round
    }

    [Fact]
    public void No_schedule_ever_falls_or_leaves_the_range()
    {
        foreach (var schedule in Enum.GetValues<TradeOffSchedule>())
            foreach (var initial in (double[])[0, 0.3, 1])
            {
                double[] lambdas = [.. Enumerable.Range(0, 31).Select(t => new TradeOff(initial, schedule).At(t, 30))];
                Assert.All(lambdas, lambda => Assert.InRange(lambda, 0, 1));
                Assert.All(lambdas.Zip(lambdas.Skip(1)), pair => Assert.True(pair.Second >= pair.First - 1e-15));
            }
    }

    [Fact]
    public void The_cosine_schedule_is_slow_at_its_start()
    {
        var tradeOff = new TradeOff(0, TradeOffSchedule.Cosine);
        Assert.Equal(1 - 0.5 * (1 + Math.Sqrt(0.5)), tradeOff.At(10, 40), 12); // cos(π/4)
    }
}
