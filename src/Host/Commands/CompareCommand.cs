using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using FedPrune.Host.Configuration;
using FedPrune.Host.Studies;
using Spectre.Console;

namespace FedPrune.Host.Commands;

/// <summary><c>compare</c>: algorithms side by side.</summary>
internal static class CompareCommand
{
    private const string DefaultGrid = "0.03,0.05,0.1,0.2";

    public static Command Create()
    {
        var experiment = new Argument<string>("experiment")
        {
            Description = $"an experiment by name ({string.Join(", ", HoconFiles.Experiments())}) or a HOCON file",
            DefaultValueFactory = _ => "quick",
        };
        var algorithms = new Option<string>("--algorithms") { Description = "which, e.g. fedavg,fedprune", HelpName = "a,b,…", Required = true };
        var noise = new Option<string?>("--noise") { Description = "shares of noisy devices, e.g. 0,0.4; default as in the experiment", HelpName = "0,0.4,…" };
        var seeds = new Option<int>("--seeds") { Description = "how many seeds", HelpName = "N", DefaultValueFactory = _ => 5 };
        var tune = new Option<string>("--tune")
        {
            Description = "learning rates that every algorithm is tuned over, on held-out images and other seeds; off to tune nothing",
            HelpName = "list",
            DefaultValueFactory = _ => DefaultGrid,
        };
        var set = new Option<string[]>("--set") { Description = "override one key for all; may be repeated", HelpName = "key=value" };
        var options = new StudyOptions();
        var command = new Command("compare", "Train algorithms on the same devices and seeds and compare what they reach and cost.")
        {
            experiment, algorithms, noise, seeds, tune, set,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var study = Study(
                parsed.GetValue(experiment)!, parsed.GetValue(algorithms)!, parsed.GetValue(noise), parsed.GetValue(seeds),
                parsed.GetValue(tune)!, parsed.GetValue(set) ?? []);
            await new StudySession(options.Of(parsed), AnsiConsole.Console).RunAsync([study], "compare-" + StudyNames.Of(study), StudyOptions.Command(parsed));
            return (int)ExitCode.Fine;
        });
        return command;
    }

    /// <summary>The study that a comparison is.</summary>
    /// <exception cref="UserException">A list or number is not allowed.</exception>
    public static Study Study(string experiment, string algorithms, string? noise, int seeds, string tune, IReadOnlyList<string> set)
    {
        ImmutableArray<Variant> arms = [.. Lists.Words("--algorithms", algorithms).Select(Variant.ParseArm)];
        return new Study
        {
            Name = "compare",
            Title = $"{string.Join(", ", arms.Select(arm => arm.Name))} on {Path.GetFileNameWithoutExtension(experiment)}",
            Experiment = experiment,
            Set = [.. set],
            Arms = arms,
            Conditions = noise is null ? [new Variant("", [])] : [.. Lists.Numbers("--noise", noise, 0, 1).Select(Noisy)],
            Reference = (arms.FirstOrDefault(arm => arm.Name == "fedprune") ?? arms[^1]).Name,
            Seeds = seeds is >= 1 and <= 100 ? seeds : throw UserException.Usage($"--seeds {seeds}: allowed is a whole number from 1 to 100"),
            Tuning = tune == "off" ? Tuning.Off : new Tuning { Grid = Lists.Numbers("--tune", tune, double.Epsilon, 100) },
            Measures = ["accuracy", "recovered", "accuracy-at-bytes", "accuracy-at-flops", "bytes", "flops", "time"],
            Charts = ["bytes", "flops", "time", "pareto", "conditions", "run"],
            Axis = noise is null ? "" : "share of noisy devices",
        };
    }

    private static Variant Noisy(string share)
    {
        var value = double.Parse(share, NumberStyles.Float, CultureInfo.InvariantCulture);
        var name = value == 0 ? "clean" : string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.#} % noisy");
        return new Variant(name, [$"noise.devices={share}"]);
    }
}
