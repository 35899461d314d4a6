using System.CommandLine;
using FedPrune.Actors.Cluster;
using FedPrune.Host.Configuration;
using FedPrune.Host.Display;
using FedPrune.Host.Nodes;
using FedPrune.Host.Runs;
using Spectre.Console;

namespace FedPrune.Host.Commands;

/// <summary><c>node</c>: one node of a cluster.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        var role = new Option<string>("--role") { Description = "server: runs an experiment over the edge nodes | edge: trains its devices", HelpName = "server|edge", Required = true };
        var hocon = new Option<string?>("--hocon") { Description = "the node's own file: its address, the cluster's seed nodes, its keys (hocon/cluster)", HelpName = "file" };
        var attached = new Option<bool>("--attached") { Description = "leave when the standard input ends" };
        var experiment = new Argument<string?>("experiment") { Description = "of a server, as of run", Arity = ArgumentArity.ZeroOrOne };
        var set = new Option<string[]>("--set") { Description = "override one key; may be repeated", HelpName = "key=value" };
        var resume = new Option<string?>("--resume") { Description = "of a server: go on with an earlier run", HelpName = "run" };
        var output = new Option<string?>("--out") { Description = "of a server: folder to write to", HelpName = "folder" };
        var json = new Option<bool>("--json") { Description = "of a server: one JSON object a line" };
        var command = new Command("node", "Be one node of a cluster.") { role, hocon, attached, experiment, set, resume, output, json };
        command.SetAction((parsed, _) => parsed.GetValue(role) switch
        {
            ClusterRole.Edge => EdgeAsync(parsed.GetValue(hocon), parsed.GetValue(set) ?? [], parsed.GetValue(attached)),
            ClusterRole.Server => ServerAsync(
                parsed.GetValue(hocon), parsed.GetValue(experiment), parsed.GetValue(set) ?? [], parsed.GetValue(resume),
                parsed.GetValue(output), parsed.GetValue(json)),
            var other => throw UserException.Usage($"--role {other}: allowed are server, edge"),
        });
        return command;
    }

    private static async Task<int> EdgeAsync(string? file, string[] overrides, bool attached)
    {
        using var signals = new StopSignals(() => Console.WriteLine("leaving the cluster"));
        var configuration = RunConfiguration.OfNode(file, overrides);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token);
        if (attached)
            _ = Task.Run(() => EndOfInputAsync(stop), CancellationToken.None);
        await new EdgeProcess(configuration, Console.WriteLine).RunAsync(stop.Token);
        return (int)ExitCode.Fine;
    }

    private static async Task EndOfInputAsync(CancellationTokenSource stop)
    {
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
        await stop.CancelAsync();
    }

    private static async Task<int> ServerAsync(string? file, string? experiment, string[] overrides, string? resume, string? output, bool json)
    {
        IRunDisplay display = json ? new JsonDisplay() : new ConsoleDisplay(AnsiConsole.Console);
        using var signals = new StopSignals(() => display.Note("stopping after this round's checkpoint; once more to stop now"));
        var node = file is null ? ((Akka.Configuration.Config, string)?)null : (HoconFiles.NodeFile(file), file);
        if (resume is not null && experiment is not null)
            throw UserException.Usage("--resume goes on with a run exactly as it was: it takes no experiment");
        var folder = resume is null ? null : RunFolder.Open(resume);
        var configuration = RunConfiguration.Resolve(folder?.Config ?? experiment ?? "quick", overrides, node);
        var runner = new Runner(configuration, display, membership: Membership.Of(configuration, ClusterRole.Server), stop: signals.Token);
        await (folder is null ? runner.StartAsync(output) : runner.ResumeAsync(folder));
        return (int)ExitCode.Fine;
    }
}
