using FedPrune.Host.Commands;
using FedPrune.Host.Studies;

namespace FedPrune.Host.Tests.Studies;

public sealed class StudyReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Every_study_that_ships_can_be_read_at_every_scale_and_all_its_runs_be_resolved()
    {
        Assert.NotEmpty(StudyFiles.Names());
        foreach (var scale in StudyReader.ScaleNames())
        {
            foreach (var study in ReproduceCommand.Studies([], scale))
            {
                Assert.True(study.Title.Length > 0 && study.Asks.Length > 0, study.Name);
                foreach (var condition in study.Conditions)
                    Assert.All(study.Arms, arm => Assert.Equal(study.Seeds, StudyPlan.Cell(study, arm, condition, null).Length));
            }
        }
    }

    [Fact]
    public void A_scale_goes_over_the_study_and_the_study_over_the_defaults()
    {
        var file = _folder.Write("mine.conf", """
            study {
              title = "Mine"
              arms = [fedavg, "Two: algorithm=fedprune pruning.rate=0.8"]
              set = ["rounds=7"]
              seeds = 9
              scales { standard { seeds = 4 } }
            }
            """);
        var (quick, standard, full) = (StudyReader.Read(file, "quick"), StudyReader.Read(file, "standard"), StudyReader.Read(file, "full"));
        Assert.Equal((3, 4, 9), (quick.Seeds, standard.Seeds, full.Seeds));
        Assert.Equal(("mine", "quick", "standard"), (quick.Name, quick.Experiment, full.Experiment));
        Assert.Equal(["fedavg", "Two"], quick.Arms.Select(arm => arm.Name));
        Assert.Equal("Two: algorithm=fedprune pruning.rate=0.8", quick.Arms[1].ToString());
        Assert.Equal("rounds=7", quick.Set[^1]);
        Assert.Equal("7", StudyPlan.Cell(quick, quick.Arms[0], quick.Conditions[0], "0.1")[0].Configuration.Settings.Text("rounds"));
        Assert.Equal("Two", quick.Reference);
    }

    [Theory]
    [InlineData("quick")]
    [InlineData("full")]
    public void A_written_study_is_read_as_the_same(string scale)
    {
        foreach (var study in ReproduceCommand.Studies([], scale))
        {
            var file = _folder.Write(study.Name + StudyWriter.Suffix, StudyWriter.Write(study));
            var read = StudyReader.Read(file, "standard");
            Assert.Equal(StudyWriter.Write(study), StudyWriter.Write(read));
            Assert.Equal((study.Name, study.Scale), (read.Name, read.Scale));
        }
    }

    [Theory]
    [InlineData("study { titel = x }", "no key 'study.titel'")]
    [InlineData("study { tuning { rates = [1] } }", "no key 'study.rates'")]
    [InlineData("study { arms = [] }", "study.arms = []")]
    [InlineData("study { arms = [fedavg, fedavg] }", "'fedavg' twice")]
    [InlineData("study { arms = [\"a=b\"] }", "has no name")]
    [InlineData("study { arms = [\"A: b\"] }", "'b' is not key=value")]
    [InlineData("study { seeds = none }", "study.seeds = none: allowed is a whole number")]
    [InlineData("study { first-seed = 101 }", "both tuned and reported on")]
    [InlineData("study { measures = [speed] }", "no measure 'speed'; allowed are accuracy")]
    [InlineData("study { charts = [pie] }", "study.charts = pie: allowed is")]
    [InlineData("study { budgets = [-1] }", "study.budgets = -1: allowed is numbers above 0")]
    [InlineData("study { contributions = maybe }", "study.contributions = maybe: allowed is on, off")]
    [InlineData("study { contributions = on }", "study.arms = fedprune: allowed is exact, tmc, gtg")]
    [InlineData("study { tuning.per = seed }", "study.tuning.per = seed: allowed is arm, algorithm, cell")]
    [InlineData("fedprune { rounds = 3 }", "has no section 'study'")]
    public void What_is_wrong_is_named(string text, string complaint)
    {
        var file = _folder.Write("wrong.conf", text);
        var refused = Assert.Throws<UserException>(() => StudyReader.Read(file, "full"));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void An_unknown_table_or_scale_is_refused_and_those_there_are_are_named()
    {
        Assert.Contains("t1-", Assert.Throws<UserException>(() => ReproduceCommand.Studies(["t99"], "quick")).Message, StringComparison.Ordinal);
        Assert.Contains("quick, standard, full", Assert.Throws<UserException>(() => ReproduceCommand.Studies([], "huge")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tables_number_stands_for_all_its_studies_and_no_others()
    {
        Assert.All(StudyFiles.Find("T1"), name => Assert.StartsWith("t1-", name, StringComparison.Ordinal));
        Assert.NotEmpty(StudyFiles.Find("t1"));
    }

    [Theory]
    [InlineData("a,,b")]
    [InlineData("")]
    [InlineData("a,b,a")]
    public void A_list_with_gaps_or_repetitions_is_refused(string list) =>
        Assert.StartsWith("--algorithms", Assert.Throws<UserException>(() => Lists.Words("--algorithms", list)).Message, StringComparison.Ordinal);

    [Fact]
    public void Numbers_out_of_range_are_named()
    {
        var refused = Assert.Throws<UserException>(() => CompareCommand.Study("quick", "fedavg", "0,1.5", 2, "off", []));
        Assert.Equal("--noise 0,1.5: '1.5' is not a number from 0 to 1", refused.Message);
        Assert.Contains("--seeds 0", Assert.Throws<UserException>(() => CompareCommand.Study("quick", "fedavg", null, 0, "off", [])).Message, StringComparison.Ordinal);
        Assert.Contains("write key=v1,v2", Assert.Throws<UserException>(() => SweepCommand.Study("quick", ["rounds"], 1, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_goes_over_all_combinations_in_order()
    {
        var study = SweepCommand.Study("quick", ["pruning.rate=0.5,0.9", "noise.devices=0,0.4"], 2, []);
        Assert.Equal(
            ["pruning.rate=0.5 noise.devices=0", "pruning.rate=0.5 noise.devices=0.4", "pruning.rate=0.9 noise.devices=0", "pruning.rate=0.9 noise.devices=0.4"],
            study.Conditions.Select(condition => condition.Name));
    }

    public void Dispose() => _folder.Dispose();
}
