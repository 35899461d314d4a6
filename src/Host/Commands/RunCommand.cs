using System.CommandLine;
using FedPrune.Host.Configuration;
using FedPrune.Host.Display;
using FedPrune.Host.Runs;
using Spectre.Console;

namespace FedPrune.Host.Commands;

/// <summary><c>run</c>: one training run.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var experiment = new Argument<string?>("experiment")
        {
            Description = $"an experiment by name ({string.Join(", ", HoconFiles.Experiments())}) or a HOCON file; quick if none is named",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var set = new Option<string[]>("--set")
        {
            Description = "override one key, e.g. --set fedprune.rounds=5; may be repeated",
            HelpName = "key=value",
        };
        var seed = new Option<ulong?>("--seed") { Description = "short for --set fedprune.seed=N", HelpName = "N" };
        var resume = new Option<string?>("--resume") { Description = "go on with an earlier run", HelpName = "run" };
        var output = new Option<string?>("--out") { Description = "folder to write to; default runs/<time>-<experiment>-s<seed>", HelpName = "folder" };
        var json = new Option<bool>("--json") { Description = "one JSON object a line: each round, then the summary" };
        var command = new Command("run", "Train a model across simulated devices.") { experiment, set, seed, resume, output, json };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(experiment), parsed.GetValue(set) ?? [], parsed.GetValue(seed), parsed.GetValue(resume),
            parsed.GetValue(output), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(
        string? experiment, string[] overrides, ulong? seed, string? resume, string? output, bool json)
    {
        IRunDisplay display = json ? new JsonDisplay() : new ConsoleDisplay(AnsiConsole.Console);
        using var signals = new StopSignals(() => display.Note("stopping after this round's checkpoint; once more to stop now"));
        if (resume is not null)
        {
            if (experiment is not null || overrides.Length > 0 || seed is not null || output is not null)
                throw UserException.Usage("--resume goes on with a run exactly as it was: it takes no experiment, --set, --seed or --out");
            var folder = RunFolder.Open(resume);
            await new Runner(RunConfiguration.Of(folder.Config), display, stop: signals.Token).ResumeAsync(folder);
            return (int)ExitCode.Fine;
        }
        string[] all = seed is null ? overrides : [.. overrides, $"fedprune.seed={seed}"];
        await new Runner(RunConfiguration.Resolve(experiment ?? "quick", all), display, stop: signals.Token).StartAsync(output);
        return (int)ExitCode.Fine;
    }
}
