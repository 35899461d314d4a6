using FedPrune.Host.Configuration;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;

namespace FedPrune.Host.Tests.Configuration;

public sealed class ResolutionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_defaults_make_an_experiment()
    {
        var all = Whole.Experiment([]);
        Assert.Equal(("fedprune", "cnn14", 40, 10, 30, 1ul), (all.Algorithm.Name, all.Network.Name, all.Devices, all.Cohort, all.Rounds, all.Seed));
        Assert.Equal((0.9, 0.9), (all.Algorithm.PruningRate, all.Algorithm.ResidualDecay));
        Assert.Equal(new ServerOptimiser.Averaging(0.5), all.Algorithm.Server);
        Assert.Equal(22.5, all.Algorithm.Readjustment.Until);
        Assert.Equal(double.PositiveInfinity, all.Deadline);
        Assert.Equal((13e6, 6e6, 0.03, 5e9), (
            all.Population.Median.DownBitsPerSecond, all.Population.Median.UpBitsPerSecond,
            all.Population.Median.LatencySeconds, all.Population.Median.FlopsPerSecond));
    }

    [Fact]
    public void Every_algorithm_of_the_catalogue_can_be_chosen() => Assert.All(
        AlgorithmCatalogue.Names, name => Assert.Equal(name, Whole.Experiment([$"algorithm={name}"]).Algorithm.Name));

    [Fact]
    public void Every_experiment_that_ships_can_be_read()
    {
        string[] shipped = [.. HoconFiles.Experiments()];
        Assert.Contains("quick", shipped);
        foreach (var name in shipped)
            Assert.True(Whole.Experiment([], name).Rounds > 0, name);
    }

    [Fact]
    public void The_command_line_goes_over_the_file_and_the_file_over_the_reference()
    {
        var file = _folder.Write("mine.conf", "fedprune { rounds = 7, devices = 20, pruning.rate = 0.3 }");
        var configuration = RunConfiguration.Resolve(file, ["fedprune.rounds=3"]);
        var experiment = Whole.Experiment(["fedprune.rounds=3"], file);
        Assert.Equal("mine", configuration.ExperimentName);
        Assert.Equal((3, 20, 10, 0.3), (experiment.Rounds, experiment.Devices, experiment.Cohort, experiment.Algorithm.PruningRate));
    }

    [Theory]
    [InlineData("fedprune.rounds=5", "rounds", "5")]
    [InlineData("rounds=5", "rounds", "5")]
    [InlineData("  rounds =  5 ", "rounds", "5")]
    [InlineData("pruning.readjustment.every=2", "pruning.readjustment.every", "2")]
    [InlineData("data.path=a=b # c, \"d\" \\ e", "data.path", "a=b # c, \"d\" \\ e")]
    [InlineData("data.path=${HOME}", "data.path", "${HOME}")]
    [InlineData("data.path=", "data.path", "")]
    public void An_assignment_takes_its_value_as_it_stands(string assignment, string key, string value) =>
        Assert.Equal(value, RunConfiguration.Resolve("quick", [assignment]).Settings.Text(key));

    [Fact]
    public void The_last_assignment_of_a_key_wins() =>
        Assert.Equal("4", RunConfiguration.Resolve("quick", ["rounds=5", "rounds=4"]).Settings.Text("rounds"));

    [Fact]
    public void An_assignment_may_say_how_the_system_runs() =>
        Assert.Equal("ERROR", RunConfiguration.Resolve("quick", ["akka.loglevel=ERROR"]).Config.GetString("akka.loglevel"));

    [Theory]
    [InlineData("rounds")]
    [InlineData("=5")]
    [InlineData("")]
    public void An_assignment_without_key_or_value_is_refused(string assignment)
    {
        var refused = Whole.Refused(() => RunConfiguration.Resolve("quick", [assignment]));
        Assert.Contains("write key=value", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fedprune.round=5", "fedprune.round", "fedprune.rounds")]
    [InlineData("prunning.rate=5", "fedprune.prunning.rate", "fedprune.pruning.rate")]
    [InlineData("training.learningrate=1", "fedprune.training.learningrate", "fedprune.training.learning-rate")]
    [InlineData("data=synthetic", "fedprune.data", "fedprune.data.set")]
    public void An_unknown_key_is_refused_and_the_nearest_is_named(string assignment, string key, string nearest) =>
        Assert.Equal(
            $"--set: there is no key '{key}'; the nearest is '{nearest}'",
            Whole.Refused(() => RunConfiguration.Resolve("quick", [assignment])));

    [Theory]
    [InlineData("fedprune { epochs = 3 }", "no key 'fedprune.epochs'")]
    [InlineData("fedprune { rounds { a = 3 } }", "no key 'fedprune.rounds.a'")]
    [InlineData("fedprune = 3", "no key 'fedprune'")]
    [InlineData("fedprun { rounds = 3 }", "no section 'fedprun'; allowed are fedprune and akka")]
    [InlineData("rounds = 3", "no section 'rounds'")]
    public void A_file_with_an_unknown_key_or_section_is_refused(string text, string complaint)
    {
        var file = _folder.Write("wrong.conf", text);
        var refused = Whole.Refused(() => RunConfiguration.Resolve(file, []));
        Assert.StartsWith(file, refused, StringComparison.Ordinal);
        Assert.Contains(complaint, refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_hocon_is_refused_by_name()
    {
        var file = _folder.Write("wrong.conf", "fedprune { data { set = idx }, rounds = 3 }");
        Assert.StartsWith($"{file} is not valid HOCON: ", Whole.Refused(() => RunConfiguration.Resolve(file, [])), StringComparison.Ordinal);
    }

    [Fact]
    public void An_experiment_that_is_nowhere_is_refused_and_those_there_are_are_named()
    {
        var refused = Whole.Refused(() => RunConfiguration.Resolve("quack", []));
        Assert.Contains("no experiment 'quack'", refused, StringComparison.Ordinal);
        Assert.All(HoconFiles.Experiments(), name => Assert.Contains(name, refused, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_written_is_read_again_as_the_same()
    {
        var before = RunConfiguration.Resolve("standard", ["data.path=/a \"quoted\" \\ path # with = all", "seed=18446744073709551615"]);
        var after = RunConfiguration.Of(_folder.Write("config.conf", before.ToHocon()));
        Assert.Equal(ConfigKeys.Leaves(before.Config), ConfigKeys.Leaves(after.Config));
        Assert.Equal(ConfigKeys.Leaves(HoconFiles.Reference()).Keys, ConfigKeys.Leaves(after.Config).Keys);
        Assert.Equal(before.ToHocon(), after.ToHocon());
    }

    public void Dispose() => _folder.Dispose();
}
