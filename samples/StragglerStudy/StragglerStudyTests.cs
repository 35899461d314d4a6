namespace StragglerStudy;

/// <summary>What slow devices cost, and what helps: a deadline, more devices than needed, updates that may come late, no rounds at all.</summary>
public sealed class StragglerStudyTests
{
    private static readonly Scenario Stragglers =
        Simulated.Federation(devices: 30).Cohort(10).Partitioned(Dirichlet(0.3)).Slowed(share: 1.0 / 3, factor: 20);

    [Fact]
    public async Task Accuracy_survives_a_third_of_the_devices_straggling() =>
        (await Stragglers.WithDeadline(quorum: 0.3).Run(rounds: 10)).ShouldBeAsGoodAs(await Stragglers.Run(rounds: 10), margin: 0.15);

    [Fact]
    public async Task A_deadline_saves_most_of_the_time()
    {
        var patient = await Stragglers.Run(rounds: 10);
        (await Stragglers.WithDeadline(quorum: 0.3).Run(rounds: 10)).ShouldBeWithin(patient.VirtualSeconds / 4);
    }

    [Fact]
    public async Task Whoever_asks_twice_as_many_waits_for_no_straggler()
    {
        var patient = await Stragglers.Run(rounds: 10);
        (await Stragglers.OverSelecting(2).Run(rounds: 10)).ShouldBeWithin(patient.VirtualSeconds / 4).ShouldBeAsGoodAs(patient, margin: 0.15);
    }

    [Fact]
    public async Task Without_rounds_nobody_is_waited_for_and_nobody_is_left_out()
    {
        var patient = await Stragglers.Run(rounds: 10);
        var buffered = await Stragglers.Asynchronous(concurrency: 20).Run(rounds: 20);
        buffered.ShouldBeWithin(patient.VirtualSeconds / 2).ShouldBeAsGoodAs(patient, margin: 0.15);
        Assert.Contains(buffered.Reports, report => report.Stale.Any(device => device.Staleness > 0));
    }
}
