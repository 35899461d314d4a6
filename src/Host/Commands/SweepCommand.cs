using System.Collections.Immutable;
using System.CommandLine;
using FedPrune.Host.Configuration;
using FedPrune.Host.Studies;
using Spectre.Console;

namespace FedPrune.Host.Commands;

/// <summary><c>sweep</c>: one experiment over the values of one or more keys.</summary>
internal static class SweepCommand
{
    private const int MostCombinations = 1000;

    public static Command Create()
    {
        var axes = new Argument<string[]>("key=v1,v2,…") { Description = "keys and their values; of several keys, all combinations", Arity = ArgumentArity.OneOrMore };
        var experiment = new Option<string>("--experiment")
        {
            Description = $"an experiment by name ({string.Join(", ", HoconFiles.Experiments())}) or a HOCON file",
            HelpName = "name",
            DefaultValueFactory = _ => "quick",
        };
        var seeds = new Option<int>("--seeds") { Description = "how many seeds", HelpName = "N", DefaultValueFactory = _ => 3 };
        var set = new Option<string[]>("--set") { Description = "override one key for all; may be repeated", HelpName = "key=value" };
        var options = new StudyOptions();
        var command = new Command("sweep", "Train one experiment over the values of its keys.") { axes, experiment, seeds, set };
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var study = Study(parsed.GetValue(experiment)!, parsed.GetValue(axes)!, parsed.GetValue(seeds), parsed.GetValue(set) ?? []);
            await new StudySession(options.Of(parsed), AnsiConsole.Console).RunAsync([study], "sweep-" + StudyNames.Of(study), StudyOptions.Command(parsed));
            return (int)ExitCode.Fine;
        });
        return command;
    }

    /// <summary>The study that a sweep is.</summary>
    /// <exception cref="UserException">An axis or number is not allowed.</exception>
    public static Study Study(string experiment, IReadOnlyList<string> axes, int seeds, IReadOnlyList<string> set)
    {
        var parsed = axes.Select(Lists.Axis).ToList();
        ImmutableArray<ImmutableArray<string>> combinations = [[]];
        foreach (var (key, values) in parsed)
        {
            combinations = [.. combinations.SelectMany(before => values.Select(value => before.Add($"{key}={value}")))];
            if (combinations.Length > MostCombinations)
                throw UserException.Usage($"sweep: more than {MostCombinations} combinations of {string.Join(' ', axes)}");
        }
        var algorithm = RunConfiguration.Resolve(experiment, set).Settings.Text("algorithm");
        return new Study
        {
            Name = "sweep",
            Title = $"{string.Join(", ", parsed.Select(axis => axis.Key))} on {Path.GetFileNameWithoutExtension(experiment)}",
            Experiment = experiment,
            Set = [.. set],
            Arms = [new Variant(parsed.Any(axis => axis.Key.EndsWith("algorithm", StringComparison.Ordinal)) ? "as set" : algorithm, [])],
            Conditions = [.. combinations.Select(combination => new Variant(string.Join(' ', combination), combination))],
            Reference = algorithm,
            Seeds = seeds is >= 1 and <= 100 ? seeds : throw UserException.Usage($"--seeds {seeds}: allowed is a whole number from 1 to 100"),
            Tuning = Tuning.Off,
            Measures = ["accuracy", "recovered", "bytes", "flops", "time"],
            Charts = ["conditions", "run"],
            Axis = string.Join(", ", parsed.Select(axis => axis.Key)),
        };
    }
}
