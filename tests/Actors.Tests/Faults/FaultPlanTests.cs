using FedPrune.Actors.Faults;

namespace FedPrune.Actors.Tests.Faults;

public sealed class FaultPlanTests
{
    private const int Devices = 30;

    [Fact]
    public void A_plan_is_read_as_it_is_written()
    {
        var plan = FaultPlan.Parse("crash-during share=0.1 rounds=3-7; slow factor=20 devices=2,5-8; exploding; upload-lost times=3 chance=0.5");
        Assert.Equal([FaultKind.CrashDuring, FaultKind.Slow, FaultKind.Exploding, FaultKind.UploadLost], plan.Rules.Select(r => r.Kind));
        Assert.Equal((0.1, 2, 6), (plan.Rules[0].Share, plan.Rules[0].From, plan.Rules[0].Until));
        Assert.Equal([2, 5, 6, 7, 8], plan.Rules[1].Devices.AsEnumerable());
        Assert.Equal((1e8, 3, 0.5), (plan.Rules[2].Factor, plan.Rules[3].Times, plan.Rules[3].Chance));
        Assert.Equal(plan.ToString(), FaultPlan.Parse(plan.ToString()).ToString());
        Assert.Empty(FaultPlan.Parse("").Rules);
    }

    [Theory]
    [InlineData("meteor", "'meteor' is no fault; there are crash-before")]
    [InlineData("slow share=2", "slow share=2: the share of a fault is 0 to 1")]
    [InlineData("slow speed=2", "slow speed=2: allowed are devices")]
    [InlineData("slow devices=5-2", "5-2 is no range")]
    [InlineData("slow factor=often", "slow factor=often")]
    public void What_is_no_plan_is_refused_with_what_is(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => FaultPlan.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_share_is_as_many_devices_as_it_rounds_to_the_same_in_every_round()
    {
        var schedule = new FaultSchedule(FaultPlan.Parse("slow share=0.3333"), Devices, seed: 4);
        int[] Befallen(int round) => [.. Enumerable.Range(0, Devices).Where(d => schedule.Of(round, d).Has(FaultKind.Slow))];
        Assert.Equal(10, Befallen(0).Length);
        Assert.Equal(Befallen(0), Befallen(17));
        Assert.Equal("slow", schedule.Of(0, Befallen(0)[0]).Names);
    }

    [Fact]
    public void A_chance_is_drawn_for_each_device_and_round_by_the_seed()
    {
        bool[] Draws(ulong seed)
        {
            var schedule = new FaultSchedule(FaultPlan.Parse("crash-before chance=0.25"), Devices, seed);
            return [.. Enumerable.Range(0, 100).SelectMany(round => Enumerable.Range(0, Devices).Select(d => schedule.Of(round, d).Has(FaultKind.CrashBefore)))];
        }
        Assert.InRange(Draws(1).Count(happens => happens) / 3000.0, 0.225, 0.275);
        Assert.Equal(Draws(1), Draws(1));
        Assert.NotEqual(Draws(1), Draws(2));
    }
}
