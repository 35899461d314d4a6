using FedPrune.Actors;

namespace FedPrune.TestKit.Tests;

/// <summary>For each fault: the round ends, the device is accounted for once, nothing bad enters the model, the record says why.</summary>
public sealed class FaultTests
{
    private const int Rounds = 4, Faulty = 1;

    private static readonly Scenario Everybody = Simulated.Federation(devices: 6).Cohort(6).TrainedBy(() => new QuadraticEngine());

    [Theory]
    [InlineData("crash-before", "it crashed before training")]
    [InlineData("crash-during", "it crashed while training")]
    [InlineData("crash-after", "it crashed after training")]
    [InlineData("upload-lost times=3", "its upload was lost 3 times")]
    [InlineData("upload-truncated", "its upload was refused: ")]
    [InlineData("upload-flipped", "its upload was refused: ")]
    [InlineData("not-a-number", "its update is not finite")]
    [InlineData("exploding", "its update is far longer than the model it was sent")]
    [InlineData("out-of-memory", "the device is out of memory")]
    [InlineData("slot-throws", "the compute slot broke")]
    [InlineData("slot-hangs", "its compute slot hung")]
    public async Task A_device_with_it_fails_alone_and_the_model_is_that_of_the_others(string fault, string reason)
    {
        var result = await Everybody.Suffering($"{fault} devices={Faulty}").WithDeadline(quorum: 0.5).Run(Rounds);
        Assert.Equal(Rounds, result.Reports.Length);
        Assert.All(result.Of(Faulty), device => Assert.Equal(DeviceOutcome.Failed, device.Outcome));
        Assert.All(result.Of(Faulty), device => Assert.Contains(reason, device.Reason, StringComparison.Ordinal));
        Assert.All(result.Of(Faulty), device => Assert.Equal(fault.Split(' ')[0], device.Fault));
        Assert.Equal(Rounds, result.Of(Faulty).Count());
        Assert.All(result.Devices.Where(d => d.Device != Faulty), device => Assert.Equal(DeviceOutcome.Counted, device.Outcome));

        var without = await Everybody.Suffering($"crash-before devices={Faulty}").WithDeadline(quorum: 0.5).Run(Rounds);
        Assert.Equal(without.Fingerprint, result.Fingerprint);
    }

    [Theory]
    [InlineData("upload-lost", 2)]
    [InlineData("upload-doubled", 1)]
    public async Task An_upload_lost_once_or_doubled_counts_once(string fault, int attempts)
    {
        var result = await Everybody.Suffering($"{fault} devices={Faulty}").Run(Rounds);
        var clean = await Everybody.Run(Rounds);
        Assert.Equal(clean.Fingerprint, result.Fingerprint);
        Assert.All(result.Devices, device => Assert.Equal(DeviceOutcome.Counted, device.Outcome));
        Assert.Equal(
            clean.Of(Faulty).Select(d => attempts * d.Cost!.BytesUp), result.Of(Faulty).Select(d => d.Cost!.BytesUp));
    }

    [Theory]
    [InlineData("upload-delayed seconds=1000")]
    [InlineData("slow factor=1000")]
    public async Task Whoever_comes_after_the_deadline_is_late(string fault)
    {
        var result = await Everybody.Suffering($"{fault} devices={Faulty}").WithDeadline(quorum: 0.5).Run(Rounds);
        Assert.All(result.Of(Faulty), d => Assert.Equal((DeviceOutcome.Late, "after the deadline"), (d.Outcome, d.Reason)));
        Assert.Equal(Rounds * 5, result.Count(DeviceOutcome.Counted));
        result.ShouldCountEveryRound();
    }

    [Fact]
    public async Task A_device_that_is_slow_for_a_time_is_late_then_and_only_then()
    {
        var result = await Everybody.Suffering($"slow factor=1000 devices={Faulty} rounds=2-3").WithDeadline(quorum: 0.5).Run(Rounds);
        Assert.Equal(
            [DeviceOutcome.Counted, DeviceOutcome.Late, DeviceOutcome.Late, DeviceOutcome.Counted], result.Of(Faulty).Select(d => d.Outcome));
    }

    [Fact]
    public async Task A_flapping_device_counts_when_it_is_there_and_fails_when_it_is_away()
    {
        var result = await Everybody.Suffering($"flapping devices={Faulty} seconds=3").WithDeadline(quorum: 0.5, seconds: 2).Run(rounds: 20);
        Assert.Equal([DeviceOutcome.Counted, DeviceOutcome.Failed], result.Of(Faulty).Select(d => d.Outcome).Distinct().Order());
        Assert.All(result.Of(Faulty).Where(d => d.Outcome == DeviceOutcome.Failed), d => Assert.Equal("the device was away", d.Reason));
    }

    [Theory]
    [InlineData("sign-flipped")]
    [InlineData("scaled factor=3")]
    [InlineData("labels-flipped")]
    public async Task What_looks_honest_is_counted_and_recorded(string fault)
    {
        var result = await Everybody.Suffering($"{fault} devices={Faulty}").Run(Rounds);
        Assert.All(result.Of(Faulty), d => Assert.Equal((DeviceOutcome.Counted, fault.Split(' ')[0]), (d.Outcome, d.Fault)));
    }

    [Fact]
    public async Task A_full_disk_ends_the_run_loudly_and_leaves_the_last_checkpoint()
    {
        var result = await Everybody.Suffering("disk-full rounds=3").ExpectingFailure().Run(Rounds);
        Assert.Contains("no space left", result.Failure, StringComparison.Ordinal);
        Assert.Equal(2, result.Final.NextRound);
        Assert.Equal(3, result.Reports.Length);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_killed_server_goes_on_from_its_checkpoint_to_the_same_bits(int round)
    {
        var scenario = Everybody.Cohort(3).Suffering("crash-during chance=0.3; slow share=0.5 factor=3").KeepingLate().WithDeadline(quorum: 0.3);
        var whole = await scenario.Run(Rounds);
        var killed = await scenario.KillingTheServer(inRound: round).Run(Rounds);
        Assert.Equal(whole.Fingerprint, killed.Fingerprint);
        Assert.Equal(Rows(whole), Rows(killed));

        static IEnumerable<(int, int, DeviceOutcome, string?)> Rows(SimulationResult result) =>
            result.Reports.SelectMany(report => report.Devices.Select(d => (report.Round, d.Device, d.Outcome, d.Reason)));
    }

    [Fact]
    public async Task A_lost_node_fails_its_devices_once_and_the_others_take_them()
    {
        var result = await Everybody.OnNodes(2).LosingNode(1, inRound: 2).WithDeadline(quorum: 0.5).Run(Rounds);
        result.ShouldCountEveryRound();
        Assert.Equal(3, result.Reports[1].Devices.Count(d => d.Reason == "its node is gone"));
        Assert.All(result.Reports[2..].SelectMany(r => r.Devices), d => Assert.Equal(DeviceOutcome.Counted, d.Outcome));
    }

    [Fact]
    public async Task Without_any_node_rounds_end_and_the_model_stays()
    {
        var result = await Everybody.LosingNode(0, inRound: 3).Run(Rounds);
        Assert.All(result.Reports[2..], report => Assert.False(report.Quorate));
        Assert.Equal((await Everybody.Run(rounds: 2)).Fingerprint, result.Fingerprint);
    }
}
