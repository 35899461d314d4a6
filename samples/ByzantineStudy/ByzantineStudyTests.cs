using FedPrune.Actors;
using FedPrune.Model.Algorithms;

namespace ByzantineStudy;

/// <summary>Devices that lie: what plain averaging makes of it, and what holds.</summary>
public sealed class ByzantineStudyTests
{
    private const string Liars = "sign-flipped devices=0-3; scaled devices=0-3 factor=5"; // a fifth, five times the other way

    private static readonly Scenario Honest = Simulated.Federation(devices: 20).Cohort(20).Partitioned(Iid());

    [Fact]
    public async Task Averaging_is_ruined_by_a_fifth_that_push_the_other_way()
    {
        var honest = await Honest.Run(rounds: 8);
        var attacked = await Honest.Suffering(Liars).Run(rounds: 8);
        Assert.True(attacked.Accuracy < honest.Accuracy - 0.1, $"{attacked.Accuracy} against {honest.Accuracy}");
    }

    [Fact]
    public async Task The_median_and_krum_hold()
    {
        var honest = await Honest.Run(rounds: 8);
        foreach (var algorithm in new[] { AlgorithmCatalogue.Median, AlgorithmCatalogue.Krum(0.3, multi: true) })
        {
            var attacked = await Honest.With(algorithm).Suffering(Liars).Run(rounds: 8);
            attacked.ShouldBeAsGoodAs(honest, margin: 0.1);
        }
    }

    [Fact]
    public async Task What_is_nobodys_honest_work_never_gets_in()
    {
        var attacked = await Honest.Suffering("not-a-number devices=0-1; exploding devices=2-3").Run(rounds: 4);
        Assert.Equal(4 * 4, attacked.Count(DeviceOutcome.Failed));
        attacked.ShouldCountEveryRound();
    }
}
