using System.Security.Cryptography;
using Akka.Actor;
using FedPrune.Actors;
using FedPrune.Actors.Server;
using FedPrune.Host.Configuration;
using FedPrune.Host.Runs;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Sparse;
using FedPrune.Model.Training;

namespace FedPrune.Host.Tests.Runs;

/// <summary>Every algorithm of the catalogue from configuration to model, on a network that has one of each kind of layer.</summary>
public sealed class EveryAlgorithmTests : IDisposable
{
    private const int Rounds = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ImageData Images = new SyntheticImages { Shape = new(1, 12, 12), Classes = 4, Train = 200, Test = 60 }.Generate(1);

    private static readonly Network Network = new("tiny", Images.Train.Shape,
    [
        new Conv2d(4, 3, Padding: 1), new GroupNorm(2), new ReLU(), new MaxPool2d(2),
        new Conv2d(6, 3), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(12), new ReLU(), new Linear(4),
    ]);

    // Everything moves within a few rounds.
    private static readonly string[] Quick =
    [
        $"rounds={Rounds}", "devices=8", "cohort=5", "partition.samples-per-device=20", "partition.minimum-samples=4", "pruning.rate=0.6",
        "training.epochs=2", "training.batch-size=8", "training.learning-rate=0.05", "topk.share=0.2", "heterofl.widths=1, 0.5, 0.25",
        "fednoro.warm-up=0.25", "prunefl.every=2", "prunefl.fixed-seconds=0.01", "pruning.readjustment.every=1",
        "feddst.every=1", "feddst.until=1", "feddst.initial=0.4", "fedtiny.every=1", "fedtiny.until=1", "fedtiny.groups=2",
        "fedmef.every=1", "fedmef.until=1", "fedrts.every=2", "fedrts.until=1",
    ];

    // For gradients of pruned weights, terms in the loss or in the gradient, and losses class by class.
    private static readonly string[] NeedingLibtorch =
        ["scaffold", "fednoro", "prunefl", "feddst", "fedtiny", "fedmef", "fedrts", "sparsyfed"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. AlgorithmCatalogue.Names];

    [TorchTheory]
    [MemberData(nameof(Names))]
    public async Task Gives_the_same_model_with_one_slot_with_two_after_a_resume_and_on_another_node(string name)
    {
        var (one, reports) = await RunAsync(name, slots: 1, "one");
        var (two, again) = await RunAsync(name, slots: 2, "two");
        Assert.Equal(one, two);
        Assert.Equal(reports.Select(report => report.Totals), again.Select(report => report.Totals));
        File.Copy(_folder.In("one/round-000002.ckpt"), Directory.CreateDirectory(_folder.In("resumed")).FullName + "/round-000002.ckpt");
        Assert.Equal(one, (await RunAsync(name, slots: 2, "resumed")).Model);
        Assert.Equal(one, (await RunOnAsync(() => new TorchEngine(Network, Images), name, slots: 2, "distant", distant: true)).Model);

        Assert.Equal(Rounds, reports.Count);
        Assert.All(reports, report => Assert.Equal(5, report.Devices.Count(device => device.Outcome == DeviceOutcome.Counted)));
        Assert.All(reports, report => Assert.Equal(1, report.Devices.Sum(device => device.Weight!.Value), 9));
        Assert.All(reports.SelectMany(report => report.Devices), device => Assert.True(device.Cost is { BytesDown: > 0, BytesUp: > 0, Flops: > 0 }));
        Assert.NotEqual(reports[0].Dense.Loss, reports[^1].Dense.Loss);
    }

    [TorchTheory]
    [InlineData("pruning.by-capability=on", "round.deadline=350ms", "device.up-mbit=0.05")]
    [InlineData("pruning.by-contribution=on")]
    [InlineData("pruning.by-capability=on", "pruning.by-contribution=on", "pruning.absent=unchanged", "round.deadline=350ms", "device.up-mbit=0.05")]
    public async Task FedPrunes_rates_may_follow_capability_and_contribution(params string[] overrides)
    {
        var (one, reports) = await RunAsync("fedprune", slots: 1, "one", overrides);
        Assert.Equal(one, (await RunAsync("fedprune", slots: 2, "two", overrides)).Model);
        var (plain, whole) = await RunAsync("fedprune", slots: 1, "plain", [.. overrides.Where(o => !o.StartsWith("pruning", StringComparison.Ordinal))]);
        Assert.NotEqual(plain, one);
        Assert.True(reports[^1].Totals.BytesUp + reports[^1].Totals.BytesDown < whole[^1].Totals.BytesUp + whole[^1].Totals.BytesDown);
        Assert.True(Late(reports) <= Late(whole));

        static int Late(IEnumerable<RoundReport> all) => all.Sum(report => report.Devices.Count(d => d.Outcome == DeviceOutcome.Late));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Trains_without_libtorch_or_is_refused_before_it_starts(string name)
    {
        var experiment = Experiment(RunConfiguration.Resolve("quick", [.. Quick, $"algorithm={name}"]));
        var beyond = Libtorch.BeyondSparse(experiment);
        Assert.Equal(beyond is not null, NeedingLibtorch.Contains(name, StringComparer.Ordinal));
        if (beyond is not null)
        {
            Assert.Contains(name, beyond, StringComparison.Ordinal);
            var refused = Assert.Throws<UserException>(() => Libtorch.Available(EngineKind.Sparse, experiment, Assert.Empty));
            Assert.DoesNotContain('\n', refused.Message);
            return;
        }
        var plans = new PlanCache();
        var (_, reports) = await RunOnAsync(() => new SparseEngine(Network, Images, plans), name, slots: 2, "sparse", distant: false);
        Assert.Equal(Rounds, reports.Count);
        Assert.All(reports, report => Assert.Equal(5, report.Devices.Count(device => device.Outcome == DeviceOutcome.Counted)));
    }

    [Fact]
    public void A_network_that_the_sparse_engine_does_not_cover_is_refused_by_name()
    {
        var experiment = Experiment(RunConfiguration.Resolve("quick", Quick));
        Assert.Null(Libtorch.BeyondSparse(experiment));
        var vit = experiment with { Network = NetworkCatalogue.Create("vit", Images.Train.Shape, Images.Train.Classes) };
        Assert.Contains("vit", Libtorch.BeyondSparse(vit), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Experiment Experiment(RunConfiguration configuration) =>
        ExperimentReader.Experiment(configuration.Settings, new ImageShape(1, 28, 28), 10) with { Network = Network };

    private Task<(string Model, List<RoundReport> Reports)> RunAsync(string name, int slots, string folder, params string[] overrides) =>
        RunOnAsync(() => new TorchEngine(Network, Images), name, slots, folder, distant: false, overrides);

    private async Task<(string Model, List<RoundReport> Reports)> RunOnAsync(
        Func<ITrainingEngine> engine, string name, int slots, string folder, bool distant, params string[] overrides)
    {
        var configuration = RunConfiguration.Resolve("quick", [.. Quick, .. overrides, $"algorithm={name}"]);
        var experiment = Experiment(configuration);
        var (data, _) = DataLoading.Federate(configuration.Settings, Images, experiment.Seed);
        var checkpoints = new CheckpointStore(_folder.In(folder), keep: 10);
        var state = checkpoints.Latest().Snapshot is { } found ? ServerState.From(found) : ServerState.Initial(experiment);
        using var system = ActorSystem.Create("every", configuration.Config);
        var federation = Federation.Start(
            system, experiment, data, state, slots, engine, checkpoints,
            new FederationOptions { Decorate = (actor, props) => distant && actor == "node-0" ? DistantNode.Props(props, experiment) : props });
        var reports = await FollowAsync(federation).WaitAsync(Patience);
        await system.Terminate();
        var model = ServerState.From(checkpoints.Latest().Snapshot!).Model;
        Assert.All(model.Weights.ToArray(), weight => Assert.True(float.IsFinite(weight)));
        return (Convert.ToHexString(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(model.Weights.Span))), reports);
    }

    private static async Task<List<RoundReport>> FollowAsync(Federation federation)
    {
        var reports = new List<RoundReport>();
        await foreach (var happened in federation.Events)
        {
            if (happened is RoundReport report)
                reports.Add(report);
            else
                Assert.IsType<RunFinished>(happened); // neither a failure nor a violated invariant
        }
        return reports;
    }
}
