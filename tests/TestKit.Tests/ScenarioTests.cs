using FedPrune.Actors;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Faults;
using FedPrune.Actors.Rounds;
using FedPrune.Actors.Server;
using static FedPrune.TestKit.Partitions;

namespace FedPrune.TestKit.Tests;

public sealed class ScenarioTests : FederationTest
{
    private static readonly Scenario Quick = Simulated.Federation(devices: 12).Cohort(4).TrainedBy(() => new QuadraticEngine());

    [Fact]
    public async Task The_same_scenario_gives_the_same_bits_and_another_seed_others()
    {
        var scenario = Quick.Suffering("crash-during chance=0.3; slow share=0.3 factor=5").WithDeadline(quorum: 0.5);
        var reference = (await scenario.Run(rounds: 5)).Fingerprint;
        Assert.Equal(reference, (await (scenario with { Slots = 1 }).Run(rounds: 5)).Fingerprint);
        Assert.NotEqual(reference, (await scenario.Seeded(2).Run(rounds: 5)).Fingerprint);
    }

    [Fact]
    public async Task A_probe_sees_what_a_device_gets_and_what_the_round_tells()
    {
        var (device, round) = (CreateTestProbe(), CreateTestProbe());
        var probed = await Quick.Cohort(12).Probing("device-3", device.Ref).Probing("round", round.Ref).Run(rounds: 2);
        Assert.Equal(0, device.ExpectMsg<EdgeDeviceActor.TrainRequest>().Order.Round);
        var completed = Assert.IsType<RoundActor.Completed>(round.FishForMessage(message => message is RoundActor.Completed));
        Assert.Equal(12, completed.Results.Length);
        Assert.Equal((await Quick.Cohort(12).Run(rounds: 2)).Fingerprint, probed.Fingerprint);
    }

    [Fact]
    public async Task A_broken_promise_is_thrown_with_what_was_promised()
    {
        var result = await Quick.Run(rounds: 1);
        Assert.Contains("accuracy", Assert.Throws<SimulationException>(() => result.ShouldReach(1.01)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SimulationException>(() => Quick.Suffering("disk-full").Run(rounds: 1));
    }

    [Fact]
    public async Task Over_selection_ends_a_round_with_the_fastest_and_says_who_was_not_needed()
    {
        var plain = await Quick.Run(rounds: 3);
        var over = await Quick.OverSelecting(2).Run(rounds: 3);
        Assert.All(over.Reports, report => Assert.Equal((8, 4), (report.Devices.Length, report.Devices.Count(d => d.Outcome == DeviceOutcome.Counted))));
        Assert.All(over.Devices.Where(d => d.Outcome == DeviceOutcome.Late), d => Assert.Equal("enough others had answered", d.Reason));
        foreach (var report in over.Reports)
        {
            var slowest = report.Devices.Where(d => d.Outcome == DeviceOutcome.Counted).Max(d => d.Cost!.Times.Total);
            Assert.Equal(slowest, report.Seconds);
            Assert.All(report.Devices.Where(d => d.Outcome == DeviceOutcome.Late), d => Assert.True(d.Cost!.Times.Total >= slowest));
        }
        Assert.True(over.VirtualSeconds < plain.VirtualSeconds);
    }

    [Fact]
    public async Task Late_updates_enter_the_round_in_which_they_come_with_less_weight()
    {
        var result = await Quick.Cohort(6).Slowed(share: 0.5, factor: 5).WithDeadline(quorum: 0.2).KeepingLate().Run(rounds: 8);
        var stale = result.Reports.SelectMany(report => report.Stale.Select(device => (report, device))).ToArray();
        Assert.NotEmpty(stale);
        foreach (var (report, device) in stale)
        {
            var trainedIn = result.Reports[report.Round - device.Staleness!.Value];
            var asked = Assert.Single(trainedIn.Devices, d => d.Device == device.Device);
            Assert.Equal("after the round was over: kept for a later one", asked.Reason);
            var arrival = trainedIn.Totals.VirtualSeconds - trainedIn.Seconds + asked.Cost!.Times.Total;
            Assert.InRange(arrival, report.Totals.VirtualSeconds - report.Seconds - 1e-9, report.Totals.VirtualSeconds + 1e-9);
            foreach (var fresh in report.Devices.Where(d => d.Outcome == DeviceOutcome.Counted))
                Assert.Equal(Math.Pow(1 + device.Staleness.Value, -0.5) * device.Samples / fresh.Samples, device.Weight!.Value / fresh.Weight!.Value, 9);
        }
    }

    [Fact]
    public async Task Asynchronous_rounds_aggregate_every_cohort_of_updates_and_never_wait_for_the_slow()
    {
        var scenario = Quick.Slowed(share: 0.25, factor: 30);
        var synchronous = await scenario.Run(rounds: 10);
        var buffered = await scenario.Asynchronous(concurrency: 8).Run(rounds: 10);
        Assert.All(buffered.Reports, r => Assert.Equal(4, r.Stale.Length + r.Devices.Count(d => d.Outcome == DeviceOutcome.Counted)));
        Assert.Contains(buffered.Reports, r => r.Stale.Any(d => d.Staleness > 0));
        Assert.Equal(8, buffered.Reports[0].Devices.Length);
        Assert.All(buffered.Reports[1..], r => Assert.Equal(4, r.Devices.Length));
        Assert.True(buffered.VirtualSeconds < 0.5 * synchronous.VirtualSeconds, $"{buffered.VirtualSeconds} against {synchronous.VirtualSeconds}");
        Assert.Equal(buffered.Fingerprint, (await scenario.Asynchronous(concurrency: 8).KillingTheServer(inRound: 6).Run(rounds: 10)).Fingerprint);
    }

    [Fact]
    public async Task No_device_gets_a_model_that_it_cannot_hold_and_none_is_asked_that_is_away()
    {
        var probe = CreateTestProbe();
        var scenario = (Quick with { Devices = 60 }).Cohort(60).OnDevices("lorawan: 0.3, raspberry-pi-4: 0.7");
        var result = await scenario.Run(rounds: 3);
        var classes = Enumerable.Range(0, 60).ToDictionary(d => d, d => scenario.Population.ProfileOf(d, scenario.Seed).Class);
        Assert.Contains("lorawan", classes.Values);
        Assert.NotEmpty(result.Devices);
        Assert.All(result.Devices, d => Assert.Equal("raspberry-pi-4", classes[d.Device]));
        Assert.All(result.Devices, d => Assert.NotEqual(DeviceOutcome.Late, d.Outcome));
        probe.ExpectNoMsg(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("size")]
    [InlineData("choice")]
    [InlineData("oort")]
    public async Task Every_selection_asks_a_whole_cohort_of_different_devices_and_resumes_to_the_same_bits(string name)
    {
        SelectionRule rule = name == "size" ? new SizeSelection() : name == "choice" ? new PowerOfChoice(2) : new OortSelection(1);
        var scenario = Quick.Partitioned(Dirichlet(0.5)).Selecting(rule);
        var result = await scenario.Run(rounds: 6);
        Assert.All(result.Reports, r => Assert.Equal(4, r.Devices.Select(d => d.Device).Distinct().Count()));
        Assert.Equal(result.Fingerprint, (await scenario.KillingTheServer(inRound: 4).Run(rounds: 6)).Fingerprint);
    }

    [Fact]
    public async Task Faults_befall_exactly_whom_they_are_declared_for()
    {
        var result = await Quick.Cohort(12).Suffering("crash-before devices=2,5-6 rounds=2-3").Failing(FaultKind.SlotThrows, device: 0, round: 1).Run(rounds: 4);
        var failed = result.Reports.SelectMany(r => r.Devices.Where(d => d.Outcome == DeviceOutcome.Failed).Select(d => (r.Round + 1, d.Device)));
        Assert.Equal([(1, 0), (2, 2), (2, 5), (2, 6), (3, 2), (3, 5), (3, 6)], failed);
    }
}
