using System.CommandLine;
using FedPrune.Actors.Cluster;
using FedPrune.Host.Nodes;
using Spectre.Console;

namespace FedPrune.Host.Commands;

/// <summary><c>cluster init</c>: the keys of a cluster.</summary>
internal static class ClusterCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "where to; keys that are there stay", DefaultValueFactory = _ => "keys" };
        var edges = new Option<int>("--edges") { Description = "how many edge nodes", HelpName = "N", DefaultValueFactory = _ => 2 };
        var days = new Option<int>("--days") { Description = "until the nodes' certificates expire", HelpName = "N", DefaultValueFactory = _ => 365 };
        var init = new Command("init", "Make an authority, and a key and a certificate for each node.") { folder, edges, days };
        init.SetAction(parsed => Init(parsed.GetValue(folder)!, parsed.GetValue(edges), parsed.GetValue(days)));
        return new Command("cluster", "Prepare a cluster.") { init };
    }

    private static int Init(string folder, int edges, int days)
    {
        if (edges is < 1 or > 10_000 || days is < 1 or > 3650)
            throw UserException.Usage($"--edges {edges} --days {days}: allowed are 1 to 10000 edges and 1 to 3650 days");
        (string, string)[] nodes =
            [("server", ClusterRole.Server), .. Enumerable.Range(1, edges).Select(edge => ($"edge-{edge}", ClusterRole.Edge))];
        var made = new KeyFolders(folder).Make(nodes, TimeSpan.FromDays(days));
        var console = AnsiConsole.Console;
        console.WriteLine(made.Count == 0 ? $"all keys are in {folder} already" : $"made in {folder}: {string.Join(", ", made)}");
        console.WriteLine("take each folder to its node and name it there as fedprune.cluster.keys; keep authority, which makes more, where no node is");
        return (int)ExitCode.Fine;
    }
}
