using FedPrune.Host.Configuration;
using FedPrune.Host.Studies;

namespace FedPrune.Host.Tests.Studies;

public sealed class StudyRunnerTests : IDisposable
{
    private const int TuningRuns = 4, CellRuns = 8;

    private readonly TinyStudy _tiny = new();

    [TorchFact]
    public async Task A_second_invocation_trains_nothing_and_gives_the_same_table()
    {
        var first = new WatchedBatch();
        var before = await TinyStudy.ResultAsync(_tiny.Runner(first), _tiny.Study);
        Assert.Equal((TuningRuns + CellRuns, 0), (first.FinishedRuns.Count, first.Reused));

        var second = new WatchedBatch();
        var after = await TinyStudy.ResultAsync(_tiny.Runner(second), _tiny.Study);
        Assert.Equal((0, 0, TuningRuns + CellRuns), (second.Rounds.Count, second.FinishedRuns.Count, second.Reused));
        Assert.Equal(Csv.Of(StudyTable.Of(before)), Csv.Of(StudyTable.Of(after)));
    }

    [TorchFact]
    public async Task An_interrupted_study_goes_on_where_it_was_to_the_same_numbers()
    {
        using var stop = new CancellationTokenSource();
        var interrupted = new WatchedBatch((label, round) =>
        {
            if (label.Contains("clean", StringComparison.Ordinal) && round == 1) // early: the run goes on while this is told
                stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TinyStudy.ResultAsync(_tiny.Runner(interrupted), _tiny.Study, stop.Token));
        Assert.InRange(interrupted.FinishedRuns.Count, TuningRuns, TuningRuns + CellRuns - 1);

        var resumed = new WatchedBatch();
        var after = await TinyStudy.ResultAsync(_tiny.Runner(resumed), _tiny.Study);
        Assert.Contains(resumed.Notes, note => note.StartsWith("resuming", StringComparison.Ordinal));
        Assert.Equal((TuningRuns + CellRuns) * 3, interrupted.Rounds.Count + resumed.Rounds.Count);

        using var fresh = new TinyStudy();
        var whole = await TinyStudy.ResultAsync(fresh.Runner(new WatchedBatch()), fresh.Study);
        Assert.Equal(Csv.Of(StudyTable.Of(whole)), Csv.Of(StudyTable.Of(after)));
    }

    [TorchFact]
    public async Task A_run_in_company_has_the_bits_that_it_has_alone()
    {
        var result = await TinyStudy.ResultAsync(_tiny.Runner(new WatchedBatch()), _tiny.Study with { Tuning = Tuning.Off });
        var one = result.Cells[^1].Runs[^1]!;
        var alone = await new Host.Runs.Runner(RunConfiguration.Of(one.Folder.Config), new WatchedBatch().Member(new PlannedRun("", RunConfiguration.Resolve("quick", []))))
            .StartAsync(Path.Combine(_tiny.Folder, "alone"));
        Assert.Equal(one.Summary.ModelSha256, alone.ModelSha256);
    }

    [TorchFact]
    public async Task A_run_that_diverges_has_no_result_and_leaves_the_others_theirs()
    {
        var study = _tiny.Study with
        {
            Tuning = Tuning.Off,
            Arms = [Variant.ParseArm("fedavg"), Variant.Parse("wild: algorithm=fedavg training.learning-rate=1e30")],
            Reference = "fedavg",
        };
        var watched = new WatchedBatch();
        var table = StudyTable.Of(await TinyStudy.ResultAsync(_tiny.Runner(watched), study));
        Assert.Equal(4, watched.FailedRuns.Count);
        Assert.All(watched.FailedRuns, reason => Assert.Contains("a smaller fedprune.training.learning-rate may help", reason, StringComparison.Ordinal));
        Assert.All(table.Rows, row => Assert.Equal(row.Arm == "wild", row.Values[0] is null));
    }

    [TorchFact]
    public async Task All_is_tuned_on_other_images_and_seeds_than_it_is_reported_on()
    {
        var result = await TinyStudy.ResultAsync(_tiny.Runner(new WatchedBatch()), _tiny.Study);
        foreach (var (_, runs) in result.Study.Arms.SelectMany(arm => StudyPlan.TuningOf(result.Study, arm, null)))
            Assert.All(runs, run => Assert.Equal(("validation", "101"), (run.Configuration.Settings.Text("evaluation.on"), run.Configuration.Settings.Text("seed"))));
        foreach (var run in result.Cells.SelectMany(cell => cell.Runs))
        {
            var settings = RunConfiguration.Of(run!.Folder.Config).Settings;
            Assert.Equal("test", settings.Text("evaluation.on"));
            Assert.Equal(result.Tuned.Single(t => t.Arm == (settings.Text("algorithm") == "fedavg" ? "fedavg" : "Pruned")).Value, settings.Text("training.learning-rate"));
        }
    }

    [Fact]
    public void Each_cell_is_tuned_under_its_own_condition_where_that_is_asked_for()
    {
        var study = _tiny.Study with { Tuning = _tiny.Study.Tuning with { Per = TuningPer.Cell } };
        var tuned = StudyPlan.Tuned(study).ToList();
        Assert.Equal(4, tuned.Count);
        foreach (var (arm, condition) in tuned)
        {
            var runs = StudyPlan.TuningOf(study, arm, condition).SelectMany(value => value.Runs);
            Assert.All(runs, run => Assert.Equal(condition!.Name == "clean" ? "0" : "0.5", run.Configuration.Settings.Text("noise.devices")));
        }
    }

    [Fact]
    public void The_best_value_is_chosen_the_first_of_equals_and_never_one_that_diverged()
    {
        Assert.Equal(("0.1", false), Chosen(("0.05", 0.6), ("0.1", 0.7), ("0.2", null)));
        Assert.Equal(("0.05", true), Chosen(("0.05", 0.7), ("0.1", 0.7), ("0.2", 0.6)));
        Assert.Equal(("0.2", true), Chosen(("0.05", 0.1), ("0.1", 0.2), ("0.2", 0.3)));
        Assert.Equal(("0.1", false), Chosen(("0.1", 0.2)));

        static (string?, bool) Chosen(params (string, double?)[] tried) =>
            StudyRunner.Choose("a", [.. tried]) is var chosen ? (chosen.Value, chosen.AtEdge) : default;
    }

    [Fact]
    public async Task An_unknown_algorithm_is_refused_before_anything_is_trained()
    {
        var watched = new WatchedBatch();
        var study = _tiny.Study with { Arms = [Variant.ParseArm("fedavg"), Variant.ParseArm("fedsgd")] };
        var refused = await Assert.ThrowsAsync<UserException>(() => TinyStudy.ResultAsync(_tiny.Runner(watched), study));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.StartsWith("fedprune.algorithm = fedsgd: allowed is ", refused.Message, StringComparison.Ordinal);
        Assert.Empty(watched.Rounds);
    }

    [TorchFact]
    public async Task A_damaged_run_is_named()
    {
        var result = await TinyStudy.ResultAsync(_tiny.Runner(new WatchedBatch()), _tiny.Study with { Tuning = Tuning.Off, Seeds = 1 });
        var run = result.Cells[0].Runs[0]!;
        await File.WriteAllTextAsync(run.Folder.Summary, "{");
        var refused = Assert.Throws<UserException>(() => FinishedRun.Read(run.Folder.Path));
        Assert.Contains(run.Folder.Path, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _tiny.Dispose();
}
