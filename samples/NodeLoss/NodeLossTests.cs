using FedPrune.Actors;

namespace NodeLoss;

/// <summary>An edge node that dies in the middle of a run, and the server that is killed and comes back.</summary>
public sealed class NodeLossTests
{
    private static readonly Scenario TwoNodes = Simulated.Federation(devices: 24).Cohort(8).Partitioned(Dirichlet(0.5)).OnNodes(2).WithDeadline(quorum: 0.2);

    [Fact]
    public async Task A_lost_node_costs_one_round_of_its_devices_and_no_more()
    {
        var whole = await TwoNodes.Run(rounds: 8);
        var lost = await TwoNodes.LosingNode(1, inRound: 4).Run(rounds: 8);
        lost.ShouldCountEveryRound().ShouldBeAsGoodAs(whole, margin: 0.1);
        Assert.All(lost.Devices.Where(d => d.Outcome == DeviceOutcome.Failed), d => Assert.Equal("its node is gone", d.Reason));
        Assert.All(lost.Reports[4..].SelectMany(report => report.Devices), d => Assert.NotEqual(DeviceOutcome.Failed, d.Outcome));
    }

    [Fact]
    public async Task A_killed_server_comes_back_to_the_same_bits()
    {
        var whole = await TwoNodes.Run(rounds: 6);
        var killed = await TwoNodes.KillingTheServer(inRound: 2).KillingTheServer(inRound: 5).Run(rounds: 6);
        Assert.Equal(whole.Fingerprint, killed.Fingerprint);
    }
}
