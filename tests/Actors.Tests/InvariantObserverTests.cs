using System.Collections.Immutable;
using Akka.TestKit;
using FedPrune.Actors.Server;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Tests;

public sealed class InvariantObserverTests : ActorTest
{
    private static readonly ImmutableArray<int> Cohort = [1, 4, 6];

    private static readonly RoundReport Good = new(
        0, new Evaluation(10, 5, 3), new Evaluation(10, 6, 2), RunTotals.Zero, Quorate: true, Seconds: 1, Density: 0.5, Churn: 0,
        [
            new DeviceRecord(1, DeviceOutcome.Counted, Weight: 0.25), new DeviceRecord(4, DeviceOutcome.Failed, "broken"),
            new DeviceRecord(6, DeviceOutcome.Counted, Weight: 0.75),
        ]);

    private readonly TestProbe _violations;

    public InvariantObserverTests()
    {
        var observer = Sys.ActorOf(InvariantObserver.Props());
        foreach (var type in InvariantObserver.Observed)
            Sys.EventStream.Subscribe(observer, type);
        _violations = Subscribed(typeof(InvariantViolated));
    }

    [Fact]
    public void Is_silent_while_all_is_well()
    {
        Publish(new RoundStarted(0, Cohort), Good, new RoundStarted(1, Cohort), Good with { Round = 1 });
        Publish(new RoundStarted(2, Cohort), Good with { Round = 2, Quorate = false, Devices = AllFailed() });
        // One violation behind the good rounds: had one of them raised another, that would come first.
        Publish(new RoundStarted(2, Cohort));
        Says("round 2 began after round 2");
    }

    [Fact]
    public void Speaks_when_rounds_do_not_grow()
    {
        Publish(new RoundStarted(5, Cohort), new RoundStarted(4, Cohort));
        Says("round 4 began after round 5");
    }

    [Fact]
    public void Speaks_when_another_round_closes_than_is_open() =>
        SaysOf(Good with { Round = 3 }, "round 3 closed while round 0 was open");

    [Fact]
    public void Speaks_when_a_sampled_device_is_missing() =>
        SaysOf(Good with { Devices = [Good.Devices[0] with { Weight = 1 }, Good.Devices[1]] }, Unaccounted);

    [Fact]
    public void Speaks_when_a_device_ends_twice() =>
        SaysOf(Good with { Devices = Good.Devices.Insert(1, new DeviceRecord(1, DeviceOutcome.Late)) }, Unaccounted);

    [Fact]
    public void Speaks_when_a_stranger_is_counted() =>
        SaysOf(Good with { Devices = Good.Devices.Replace(Good.Devices[2], Good.Devices[2] with { Device = 7 }) }, Unaccounted);

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity)]
    public void Speaks_when_a_model_is_not_finite(double sparse, double dense) => SaysOf(
        Good with { Sparse = Good.Sparse with { Loss = sparse }, Dense = Good.Dense with { Loss = dense } },
        "round 0 left a model that is not finite");

    [Theory]
    [InlineData(-0.25, 1.25)]
    [InlineData(double.NaN, 1)]
    [InlineData(null, 1.0)]
    public void Speaks_when_a_weight_is_negative_or_missing(double? first, double second) =>
        SaysOf(Weighed(first, second), "round 0 has a weight that is negative or missing");

    [Fact]
    public void Speaks_when_weights_do_not_sum_to_one() =>
        SaysOf(Weighed(0.25, 0.5), "round 0 has weights that sum to 0.75");

    private const string Unaccounted = "round 0 did not account for each sampled device exactly once";

    private static RoundReport Weighed(double? first, double second) =>
        Good with { Devices = [Good.Devices[0] with { Weight = first }, Good.Devices[1], Good.Devices[2] with { Weight = second }] };

    private static ImmutableArray<DeviceRecord> AllFailed() => [.. Cohort.Select(d => new DeviceRecord(d, DeviceOutcome.Failed, "no"))];

    private void SaysOf(RoundReport report, string what)
    {
        Publish(new RoundStarted(0, Cohort), report);
        Says(what);
    }

    private void Says(string what) => Assert.Equal(what, _violations.ExpectMsg<InvariantViolated>().What);

    private void Publish(params ReadOnlySpan<object> events)
    {
        foreach (var happened in events)
            Sys.EventStream.Publish(happened);
    }
}
