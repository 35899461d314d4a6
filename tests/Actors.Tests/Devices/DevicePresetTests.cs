using FedPrune.Actors.Devices;
using FedPrune.Actors.Server;
using FedPrune.Model.Cost;

namespace FedPrune.Actors.Tests.Devices;

public sealed class DevicePresetTests
{
    [Fact]
    public void Every_kind_that_ships_can_be_read()
    {
        Assert.True(DevicePresets.Names.Length >= 11);
        Assert.All(DevicePresets.Names, name => Assert.Equal(name, DevicePresets.Named(name).Median.Class));
        var phone = DevicePresets.Named("phone-low");
        Assert.Equal((6.07e6, 0.07, 5e9, 256L << 20), (phone.Median.DownBitsPerSecond, phone.Median.LatencySeconds, phone.Median.FlopsPerSecond, phone.Median.MemoryBytes));
        Assert.Equal(new DutyCycle(0.25, 86400), phone.Median.Availability);
    }

    [Fact]
    public void A_mix_is_drawn_by_its_shares()
    {
        var population = new DevicePopulation(Tiny.Median, 0, 0) { Mix = DevicePresets.Mix("phone-low: 3, gateway: 1") };
        var phones = Enumerable.Range(0, 4000).Count(device => population.ProfileOf(device, 2).Class == "phone-low");
        Assert.InRange(phones / 4000.0, 0.73, 0.77);
    }

    [Theory]
    [InlineData("toaster", "no device 'toaster': name a file, or one of gateway")]
    [InlineData("gateway: none", "'gateway: none': a share is a number above 0")]
    public void What_is_no_mix_is_refused_with_what_is(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => DevicePresets.Mix(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_duty_cycle_is_there_for_its_share_and_not_through_its_end()
    {
        var cycle = new DutyCycle(0.25, 100);
        Assert.Equal(250, Enumerable.Range(0, 1000).Count(t => cycle.Through(0, 0.1, t, t)));
        Assert.True(cycle.Through(0, 0, 10, 24));
        Assert.False(cycle.Through(0, 0, 10, 26));
    }

    [Fact]
    public void A_trace_says_when_and_begins_again()
    {
        var trace = AvailabilityTrace.Parse(["# device,from,until", "0,0,10", "0,50,100", "3,20,30"]);
        Assert.True(trace.Through(0, 0, 60, 90));
        Assert.False(trace.Through(0, 0, 5, 15));
        Assert.True(trace.Through(1, 0, 20, 30)); // the second of the file
        Assert.True(trace.Through(2, 0, 160, 170));
        Assert.StartsWith("line 2: ", Assert.Throws<FormatException>(() => AvailabilityTrace.Parse(["0,0,10", "0,9"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_with_late_updates_and_experience_survives_its_checkpoint_bit_for_bit()
    {
        var experiment = Tiny.Experiment with
        {
            Policy = new() { KeepsLate = true, Selection = new FedPrune.Actors.Rounds.PowerOfChoice(2) },
            Population = new DevicePopulation(Tiny.Median, 0.9, 0.5),
        };
        double[] times = [.. Forecast.FirstRound(experiment, Tiny.Data).Order()];
        experiment = experiment with { Deadline = times[2] };
        using var folder = new TemporaryFolder();
        var store = new FedPrune.Model.Checkpoints.CheckpointStore(folder.In("kept"));
        await WholeRun.Of(experiment, checkpoints: store);
        var state = ServerState.From(store.Latest().Snapshot!);
        Assert.NotEmpty(state.Pending);
        Assert.NotEmpty(state.Seen);
        var again = ServerState.From(state.ToSnapshot());
        Assert.Equal(state.Seen, again.Seen);
        foreach (var (one, other) in state.Pending.Zip(again.Pending))
        {
            Assert.Equal(one with { Kept = null, Values = default }, other with { Kept = null, Values = default });
            Assert.Equal(one.Kept!.Value.AsEnumerable(), other.Kept!.Value);
            Assert.Equal(one.Values.ToArray(), other.Values.ToArray());
        }
    }
}
