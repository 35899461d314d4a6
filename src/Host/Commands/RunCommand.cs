using System.CommandLine;
using FedPrune.Actors.Cluster;
using FedPrune.Host.Configuration;
using FedPrune.Host.Display;
using FedPrune.Host.Nodes;
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
        var cluster = new Option<int?>("--cluster") { Description = "spread it over so many processes on this machine, this one the server", HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "one JSON object a line: each round, then the summary" };
        var command = new Command("run", "Train a model across simulated devices.") { experiment, set, seed, resume, output, cluster, json };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(experiment), parsed.GetValue(set) ?? [], parsed.GetValue(seed), parsed.GetValue(resume),
            parsed.GetValue(output), parsed.GetValue(cluster), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(
        string? experiment, string[] overrides, ulong? seed, string? resume, string? output, int? cluster, bool json)
    {
        IRunDisplay display = json ? new JsonDisplay() : new ConsoleDisplay(AnsiConsole.Console);
        using var signals = new StopSignals(() => display.Note("stopping after this round's checkpoint; once more to stop now"));
        if (resume is not null)
        {
            if (experiment is not null || overrides.Length > 0 || seed is not null || output is not null)
                throw UserException.Usage("--resume goes on with a run exactly as it was: it takes no experiment, --set, --seed or --out");
        }
        var folder = resume is null ? null : RunFolder.Open(resume);
        string[] all = seed is null ? overrides : [.. overrides, $"fedprune.seed={seed}"];
        await using var local = cluster is null ? null : new LocalCluster(display.Note);
        var configuration = RunConfiguration.Resolve(folder?.Config ?? experiment ?? "quick", all);
        if (cluster is { } nodes)
            configuration = RunConfiguration.Resolve(folder?.Config ?? experiment ?? "quick", all, Started(local!, nodes, configuration, all));
        var membership = cluster is null ? null : Membership.Of(configuration, ClusterRole.Server);
        var runner = new Runner(configuration, display, membership: membership, stop: signals.Token);
        await (folder is null ? runner.StartAsync(output) : runner.ResumeAsync(folder));
        return (int)ExitCode.Fine;
    }

    private static (Akka.Configuration.Config Config, string Name) Started(
        LocalCluster local, int nodes, RunConfiguration configuration, string[] overrides)
    {
        if (nodes is < 2 or > 64)
            throw UserException.Usage($"--cluster {nodes}: allowed is a whole number from 2 to 64");
        var file = local.Start(nodes, PolicyReader.Closed(configuration.Settings), overrides);
        return (HoconFiles.ReadFile(file), file);
    }
}
