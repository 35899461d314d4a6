using FedPrune.Actors;
using FedPrune.Host.Configuration;
using FedPrune.Host.Runs;
using FedPrune.Host.Studies;
using FedPrune.Host.Studies.Validity;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Sparse;
using FedPrune.Model.Training;

namespace FedPrune.Host.Tests.Studies.Validity;

public sealed class ContributionRecordTests : IDisposable
{
    private const int Devices = 5, Rounds = 3;

    private readonly TinyStudy _tiny = new();

    private Study Study => _tiny.Study with
    {
        Contributions = true,
        Set = ["devices=5", "cohort=5", "training.engine=sparse", "training.epochs=3", "partition.scheme=iid", "partition.samples-per-device=50", "noise.devices=0.4"],
        Arms = [.. ContributionMethod.Names.Select(name => Variant.Parse($"{name}: algorithm=fedprune"))],
        Conditions = [new Variant("", [])],
        Reference = ContributionMethod.Exact,
        Seeds = 1,
        Tuning = Tuning.Off,
        Measures = ["contribution"],
        Charts = ["agreement"],
    };

    [Fact]
    public async Task A_run_is_gone_through_again_to_the_same_bits()
    {
        var run = (await TinyStudy.ResultAsync(_tiny.Runner(new WatchedBatch()), Study)).Cells[0].Runs[0]!;
        var (experiment, data, engine) = await PartsAsync(run);
        var replay = new RoundReplay(experiment, data, engine);
        Assert.Equal(Rounds, replay.Rounds().Count());
        using var file = File.OpenRead(run.Folder.In("model.safetensors"));
        float[] trained = [.. SafeTensors.Read(file).Tensors.SelectMany(tensor => tensor.Data.ToArray())];
        Assert.Equal(trained, replay.Last.Weights.ToArray());
        engine.Dispose();
    }

    [Fact]
    public async Task All_ways_score_the_same_run_and_exact_values_share_out_what_the_rounds_gained()
    {
        var watched = new WatchedBatch();
        var result = await TinyStudy.ResultAsync(_tiny.Runner(watched), Study);
        Assert.Single(watched.FinishedRuns);
        var record = ContributionRecord.Of(result.Cells[0].Runs[0]!)!;
        Assert.Equal(ContributionMethod.Names.Order(), record.Methods.Keys.Order());
        Assert.All(record.Methods.Values, method => Assert.Equal(Devices, method.Scores.Length));
        Assert.Equal((32.0, 6.0, 0.0), (record.Methods["exact"].Asked, record.Methods["leave-one-out"].Asked, record.Methods["cgsv"].Asked));

        var table = StudyTable.Of(result);
        Assert.Equal(1, table.Rows[0].Values[1]!.Value.Mean, 9); // exact values agree with themselves
        Assert.All(table.Rows, row => Assert.InRange(row.Values[0]!.Value.Mean, 0, 1));
    }

    [Fact]
    public async Task Exact_values_of_a_run_sum_to_its_gains()
    {
        var run = (await TinyStudy.ResultAsync(_tiny.Runner(new WatchedBatch()), Study)).Cells[0].Runs[0]!;
        var (experiment, data, engine) = await PartsAsync(run);
        var gained = new RoundReplay(experiment, data, engine).Rounds().Sum(round =>
        {
            var game = Model.Contribution.Validation.RoundGames.OfModels(round.Model, round.Updates, w => engine.Evaluate(w, 0, data.Images.Test.Count).Accuracy);
            return game.Whole - game.Nothing;
        });
        Assert.Equal(gained, ContributionRecord.Of(run)!.Methods[ContributionMethod.Exact].Scores.Sum(), 9);
        engine.Dispose();
    }

    [Fact]
    public async Task A_run_whose_scores_are_missing_is_scored_and_not_trained_again()
    {
        var run = (await TinyStudy.ResultAsync(_tiny.Runner(new WatchedBatch()), Study)).Cells[0].Runs[0]!;
        File.Delete(run.Folder.In(ContributionRecord.FileName));
        var watched = new WatchedBatch();
        var again = (await TinyStudy.ResultAsync(_tiny.Runner(watched), Study)).Cells[0].Runs[0]!;
        Assert.Empty(watched.Rounds);
        Assert.True(ContributionRecord.IsThere(again));
    }

    [Theory]
    [InlineData("cohort=3", "all devices take part")]
    [InlineData("round.deadline=5s", "all devices take part")]
    [InlineData("devices=11", "up to 10 devices")]
    public async Task Runs_that_cannot_be_validated_are_refused(string setting, string complaint)
    {
        string[] more = setting.StartsWith("devices", StringComparison.Ordinal) ? [setting, "cohort=11"] : [setting];
        var refused = await Assert.ThrowsAsync<UserException>(
            () => TinyStudy.ResultAsync(_tiny.Runner(new WatchedBatch()), Study with { Set = [.. Study.Set, .. more, "partition.samples-per-device=20"] }));
        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _tiny.Dispose();

    private static async Task<(Experiment Experiment, FederatedData Data, ITrainingEngine Engine)> PartsAsync(FinishedRun run)
    {
        var configuration = RunConfiguration.Of(run.Folder.Config);
        var images = await new SharedImages().OfAsync(configuration, new Progress<Model.Data.DownloadProgress>());
        var experiment = ExperimentReader.Experiment(configuration.Settings, images.Train.Shape, images.Train.Classes);
        var (data, _) = DataLoading.Federate(configuration.Settings, images, experiment.Seed);
        return (experiment, data, new Engines(EngineKind.Sparse, experiment.Network, data.Images).Create());
    }
}
