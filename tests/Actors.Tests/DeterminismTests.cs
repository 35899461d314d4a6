using FedPrune.Actors.Edge;
using FedPrune.Actors.Server;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Training;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Tests;

/// <summary>The same experiment gives the same bits, whatever happens on the way.</summary>
public sealed class DeterminismTests : ActorTest
{
    private static readonly Experiment Experiment = Tiny.Experiment with { Rounds = 6, Upload = ValueFormat.Int8, Download = ValueFormat.Fp16 };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_seed_decides()
    {
        var reference = await Bits("once", Experiment);
        Assert.Equal(reference, await Bits("again", Experiment));
        Assert.NotEqual(reference, await Bits("another", Experiment with { Seed = Tiny.Seed + 1 }));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_number_of_slots_changes_nothing(int slots) =>
        Assert.Equal(await Bits("one", Experiment), await Bits("more", Experiment, slots));

    [Fact]
    public async Task The_order_of_arrival_changes_nothing()
    {
        var engines = new FakeEngines();
        var edge = Sys.ActorOf(EdgeNodeActor.Props(Experiment, Tiny.Data, 2, engines.Create));
        var end = Subscribed(typeof(RunFinished), typeof(RunFailed));
        var server = Sys.ActorOf(ServerActor.Props(
            Experiment, ServerState.Initial(Experiment), Sys.ActorOf(ReversingRelay.Props(edge)),
            TesterActor.Props(Tiny.TestImages, 1, engines.Create), Store("reversed")));
        server.Tell(ServerActor.Start.Instance, TestActor);
        end.ExpectMsg<RunFinished>();
        Assert.Equal(await Bits("straight", Experiment), WholeRun.Bits(Store("reversed")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task A_resume_changes_nothing(int rounds)
    {
        var whole = await WholeRun.Of(Experiment, checkpoints: Store("whole"));
        Directory.CreateDirectory(_folder.In("resumed"));
        File.Copy(_folder.In($"whole/round-{rounds:D6}.ckpt"), _folder.In($"resumed/round-{rounds:D6}.ckpt"));
        var state = ServerState.From(Store("resumed").Latest().Snapshot!);
        Assert.Equal(rounds, state.NextRound);

        var rest = await WholeRun.Of(Experiment, slots: 2, from: state, checkpoints: Store("resumed"));
        Assert.Equal(WholeRun.Bits(Store("whole")), WholeRun.Bits(Store("resumed")));
        Assert.Equal(whole.Reports.Skip(rounds).Select(Told), rest.Reports.Select(Told));
        Assert.Equal(new RunFinished(Experiment.Rounds, Interrupted: false), rest.End);
    }

    [TorchFact]
    public async Task Libtorch_gives_the_same_bits_with_one_slot_and_with_two_and_learns()
    {
        var data = Tiny.Federated(new ImageShape(1, 28, 28), classes: 4, train: 320, test: 80);
        var network = NetworkCatalogue.Create("cnn14", data.Images.Train.Shape, 4);
        var experiment = Tiny.Experiment with
        {
            Network = network,
            Algorithm = AlgorithmCatalogue.FedPrune(0.8, 3),
            Training = new LocalTraining(Epochs: 2, BatchSize: 16, LearningRate: 0.05f, Momentum: 0.5f),
            Rounds = 3,
        };
        var runs = new List<WholeRun>();
        foreach (var slots in new[] { 1, 2 })
        {
            runs.Add(await WholeRun.Of(
                experiment, data, () => new TorchEngine(network, data.Images), slots, checkpoints: Store($"torch-{slots}")));
        }
        Assert.All(runs, run => Assert.IsType<RunFinished>(run.End));
        Assert.Equal(WholeRun.Bits(Store("torch-1")), WholeRun.Bits(Store("torch-2")));
        Assert.Equal(runs[0].Reports.Select(Told), runs[1].Reports.Select(Told));
        Assert.True(runs[0].Reports[^1].Dense.Loss < runs[0].Reports[0].Dense.Loss);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private CheckpointStore Store(string name) => new(_folder.In(name), keep: 10);

    private async Task<long[]> Bits(string name, Experiment experiment, int slots = 1)
    {
        var run = await WholeRun.Of(experiment, slots: slots, checkpoints: Store(name));
        Assert.IsType<RunFinished>(run.End);
        return WholeRun.Bits(Store(name));
    }

    // All of a report that can be compared: its devices one by one.
    private static string Told(RoundReport report) =>
        string.Join('\n', [(report with { Devices = [] }).ToString(), .. report.Devices.Select(device => device.ToString())]);
}
