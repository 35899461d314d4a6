using System.Collections.Immutable;
using FedPrune.Actors.Cluster.Protocol;
using FedPrune.Actors.Faults;
using FedPrune.Actors.Rounds;
using FedPrune.Actors.Server;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Masks;
using FedPrune.Model.Pruning;

namespace FedPrune.Actors.Tests.Cluster;

/// <summary>Nodes that sum for themselves come to the model of one that does not.</summary>
public sealed class PartialSumTests : ActorTest
{
    private static readonly Readjustment Moving = new(0.3, 3, 1);

    private static readonly Experiment Base = Tiny.Experiment with
    {
        Rounds = 3,
        Cohort = 6,
        SampleCounts = [.. Enumerable.Range(0, Tiny.Devices).Select(Tiny.Data.Partition.CountOf)],
    };

    private readonly TemporaryFolder _folder = new();

    /// <summary>Algorithms whose updates stay on their nodes, in some rounds at least.</summary>
    private static readonly FederatedAlgorithm[] Summed =
    [
        AlgorithmCatalogue.FedAvg, AlgorithmCatalogue.FedProx(0.1), AlgorithmCatalogue.FedAvgM(0.9, 1), AlgorithmCatalogue.FedAdam(0.01, 0.9, 0.99, 1e-3),
        AlgorithmCatalogue.FedPaq, AlgorithmCatalogue.Cgsv(0.5, 1), AlgorithmCatalogue.HeteroFl(1, 0.5, 0.25), AlgorithmCatalogue.FedMp(0.5, 0.95),
        AlgorithmCatalogue.Static(0.5, DensityRule.Erk), AlgorithmCatalogue.Snip(0.5), AlgorithmCatalogue.SparsyFed(0.5, 1.25),
        AlgorithmCatalogue.Moving("prunefl", 0.5, DensityRule.Erk, new GradientPerSecond(2, 0.3, 100, 1, 1e-6, 1e-6)),
        AlgorithmCatalogue.Moving("feddst", 0.5, DensityRule.Erk, new DeviceMoves(Moving)),
        AlgorithmCatalogue.Moving("fedtiny", 0.5, DensityRule.Erk, new TopGradientGrowth(Moving with { Every = 2 }, 1)),
        AlgorithmCatalogue.Moving("fedmef", 0.5, DensityRule.Erk, new TopGradientGrowth(Moving with { Every = 2 }, 1, (1e-4, 1))),
        AlgorithmCatalogue.FedPrune(0.5, 3), .. AlgorithmCatalogue.Ablations(AlgorithmCatalogue.FedPrune(0.5, 3)),
        AlgorithmCatalogue.FedPrune(0.5, 3) with { Name = "by-contribution", Tailoring = new Model.Tailoring.Levels(false, true, 0.3) },
    ];

    /// <summary>Algorithms whose updates the server needs one by one.</summary>
    private static readonly FederatedAlgorithm[] Whole =
    [
        AlgorithmCatalogue.Scaffold(Tiny.Devices), AlgorithmCatalogue.Median, AlgorithmCatalogue.Trimmed(0.2), AlgorithmCatalogue.Krum(0.3, false),
        AlgorithmCatalogue.Krum(0.3, true), AlgorithmCatalogue.FedNoRo(0.1, 0.8, 0.8), AlgorithmCatalogue.TopK(0.2),
        AlgorithmCatalogue.Moving("fedrts", 0.5, DensityRule.Erk, new ThompsonSampling(Moving, 0.5, 10)),
    ];

    public static TheoryData<string> OfSums => [.. Summed.Select(algorithm => algorithm.Name)];

    public static TheoryData<string> OfUpdates => [.. Whole.Select(algorithm => algorithm.Name)];

    [Fact]
    public void Every_algorithm_is_here() => Assert.Equal(
        AlgorithmCatalogue.Names.Order(), Summed.Concat(Whole).Select(a => a.Name).Where(name => name != "by-contribution").Order());

    [Theory]
    [MemberData(nameof(OfSums))]
    public async Task One_two_and_five_nodes_that_sum_come_to_the_bits_of_one_that_does_not(string name) =>
        Assert.Contains(true, await SameBits(Summed.Single(algorithm => algorithm.Name == name)));

    [Theory]
    [MemberData(nameof(OfUpdates))]
    public async Task Where_updates_are_needed_whole_they_come_and_the_bits_are_the_same(string name) =>
        Assert.DoesNotContain(true, await SameBits(Whole.Single(algorithm => algorithm.Name == name)));

    [Fact]
    public async Task Deadlines_faults_and_over_selection_change_nothing()
    {
        var experiment = Of(AlgorithmCatalogue.FedPrune(0.5, 3)) with
        {
            Deadline = 4,
            Quorum = 0.3,
            Population = new Model.Cost.DevicePopulation(Tiny.Median, 0.8, 0.8),
            Policy = new RoundPolicy { OverSelection = 1.3 },
            Faults = FaultPlan.Parse("crash-during share=0.2; upload-doubled share=0.3; not-a-number share=0.2; upload-flipped share=0.2"),
        };
        var alone = await Alone(experiment);
        Assert.Contains(alone.Devices, device => device.Outcome == DeviceOutcome.Failed);
        var (bits, reports) = Over(3, new InProcessNodes(experiment, Tiny.Data, Engine), "3");
        Assert.Equal(WholeRun.Bits(Store("alone")), bits);
        Assert.Equal(alone.Devices, reports.SelectMany(report => report.Devices));
        Assert.Equal(alone.Reports.Select(r => r.Totals), reports.Select(r => r.Totals));
    }

    [Fact]
    public async Task Late_updates_that_are_kept_come_whole()
    {
        var experiment = Of(AlgorithmCatalogue.FedAvg) with { Policy = new RoundPolicy { KeepsLate = true } };
        await Alone(experiment);
        var (bits, reports) = Over(2, new InProcessNodes(experiment, Tiny.Data, Engine), "2");
        Assert.Equal(WholeRun.Bits(Store("alone")), bits);
        Assert.DoesNotContain(reports, report => report.SummedOnNodes);
    }

    [Theory]
    [InlineData("report", true)]
    [InlineData("sum", true)] // of the direction
    [InlineData("scores", true)]
    [InlineData("sum", false)] // of the updates
    public async Task A_node_that_dies_takes_its_sums_with_it_and_others_make_them_anew(string moment, bool scored)
    {
        var experiment = Of(scored ? AlgorithmCatalogue.FedPrune(0.5, 3) : AlgorithmCatalogue.FedAvg);
        var alone = await Alone(experiment);
        var nodes = new InProcessNodes(experiment, Tiny.Data, Engine) { Dies = payload => KindOf(payload) == moment, Deaths = 2 };
        var (bits, reports) = Over(4, nodes, "dying");
        Assert.Equal(2, nodes.Died);
        Assert.Equal(WholeRun.Bits(Store("alone")), bits);
        Assert.Equal(alone.Devices, reports.SelectMany(report => report.Devices));
        Assert.Equal(alone.Reports.Select(r => r.Totals), reports.Select(r => r.Totals));
    }

    [Fact]
    public void A_device_lost_with_its_node_too_often_fails_and_is_not_counted()
    {
        var nodes = new InProcessNodes(Of(AlgorithmCatalogue.FedAvg) with { Rounds = 1 }, Tiny.Data, Engine)
        {
            Dies = payload => KindOf(payload) == "sum", Retries = 0,
        };
        var (_, reports) = Over(2, nodes, "failing");
        Assert.Equal(1, nodes.Died);
        var report = Assert.Single(reports);
        Assert.Equal(1, report.Devices.Sum(device => device.Weight ?? 0), 12);
        var failed = report.Devices.Where(device => device.Outcome == DeviceOutcome.Failed).ToList();
        Assert.InRange(failed.Count, 1, Base.Cohort - 1);
        Assert.All(failed, device => Assert.Equal(("its node is gone", (double?)null), (device.Reason, device.Weight)));
    }

    [Fact]
    public void What_comes_to_the_server_grows_with_the_nodes_and_no_longer_with_the_devices()
    {
        var experiment = Of(AlgorithmCatalogue.FedAvg) with { Rounds = 1 };
        var update = sizeof(float) * Tiny.Network.Layout.Count;
        var (few, many) = (Received(experiment with { Cohort = 4 }), Received(experiment with { Cohort = 8 }));
        Assert.InRange(many - few, 1, 4 * update / 2); // four more reports, without updates
        var whole = experiment with { Algorithm = AlgorithmCatalogue.FedAvg };
        Assert.InRange(Received(whole with { Cohort = 8 }) - Received(whole with { Cohort = 4 }), 4 * update, 8 * update);
    }

    [Fact]
    public async Task Numbers_that_no_sum_in_fixed_point_can_hold_fail_their_device()
    {
        var experiment = Of(AlgorithmCatalogue.FedAvg) with { Rounds = 1, NormBound = 1e9 };
        var alone = await WholeRun.Of(experiment, Tiny.Data, Diverging, checkpoints: Store("alone"));
        var failed = alone.Devices.Where(device => device.Outcome == DeviceOutcome.Failed).ToList();
        Assert.NotEmpty(failed);
        Assert.All(failed, device => Assert.Equal("its update has a number beyond 16384, more than a sum in fixed point can hold", device.Reason));
        var (bits, reports) = Over(2, new InProcessNodes(experiment, Tiny.Data, Diverging), "2");
        Assert.Equal(WholeRun.Bits(Store("alone")), bits);
        Assert.Equal(alone.Devices, reports.SelectMany(report => report.Devices));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private static Experiment Of(FederatedAlgorithm algorithm) => Base with
    {
        Algorithm = algorithm with
        {
            Sums = SumRule.FixedPoint, KnownNoise = algorithm.Name == "oracle" ? [.. Enumerable.Range(0, Tiny.Devices).Select(d => d % 3 == 0 ? 1.0 : 0)] : [],
        },
        Training = algorithm.Applied(Base.Training),
    };

    // Whether nodes have summed, round by round.
    private async Task<IEnumerable<bool>> SameBits(FederatedAlgorithm algorithm)
    {
        var experiment = Of(algorithm);
        var data = Tiny.Data with { NoiseRates = experiment.Algorithm.KnownNoise };
        var alone = await WholeRun.Of(experiment, data, Engine, checkpoints: Store("alone"));
        Assert.IsType<RunFinished>(alone.End);
        var bits = WholeRun.Bits(Store("alone"));
        var summed = new List<bool>();
        foreach (var count in (int[])[1, 2, 5])
        {
            var (found, reports) = Over(count, new InProcessNodes(experiment, data, Engine), $"{count}");
            Assert.Equal(bits, found);
            Assert.Equal(alone.Devices, reports.SelectMany(report => report.Devices));
            summed.AddRange(reports.Select(report => report.SummedOnNodes));
        }
        return summed;
    }

    private async Task<WholeRun> Alone(Experiment experiment)
    {
        var run = await WholeRun.Of(experiment, Tiny.Data, Engine, checkpoints: Store("alone"));
        Assert.IsType<RunFinished>(run.End);
        return run;
    }

    private (long[] Bits, ImmutableArray<RoundReport> Reports) Over(int count, InProcessNodes nodes, string store)
    {
        var events = Subscribed(typeof(RoundReport), typeof(RunFinished), typeof(RunFailed));
        nodes.Start(Sys, count, Store(store));
        var reports = ImmutableArray.CreateBuilder<RoundReport>();
        object last;
        while ((last = events.ExpectMsg<object>(Patience)) is RoundReport report)
            reports.Add(report);
        Assert.IsType<RunFinished>(last);
        return (WholeRun.Bits(Store(store)), reports.ToImmutable());
    }

    private long Received(Experiment experiment)
    {
        var nodes = new InProcessNodes(experiment, Tiny.Data, Engine);
        Over(2, nodes, $"{experiment.Algorithm.Sums}-{experiment.Cohort}");
        return nodes.BytesReceived;
    }

    private CheckpointStore Store(string name) => new(_folder.In(name));

    private static AnsweringEngine Engine() => new();

    // Every other device's training diverges.
    private static AnsweringEngine Diverging() => new((job, update) => update[0] = job.Device % 2 == 0 ? 20_000 : update[0]);

    private static string KindOf(FromNodeProto payload) =>
        payload.KindCase == FromNodeProto.KindOneofCase.Report ? "report" : payload.Sums.Scores.Count > 0 ? "scores" : "sum";
}
