using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace FedPrune.Cluster.Tests;

/// <summary>A short run that takes its time, and the clusters to have it on.</summary>
internal static class Experiment
{
    public const int Rounds = 8;

    /// <summary>
    /// On the real clock a round takes about half a second, so that whatever happens after the first happens in the middle of one.
    /// Nodes may be lost as often as they like: a busy machine loses some of its own.
    /// </summary>
    public static string[] Settings { get; } =
    [
        .. Set(
            "data.set=synthetic", "data.synthetic-train=400", "data.synthetic-test=100", "training.engine=sparse",
            "devices=12", "cohort=6", $"rounds={Rounds}", "partition.samples-per-device=30", "training.epochs=1", "compute.slots=1",
            "clock=real", "speed-up=0.5", "cluster.retries=1000", "cluster.patience=1h"),
    ];

    /// <summary>Each assignment behind its own <c>--set</c>.</summary>
    public static IEnumerable<string> Set(params IEnumerable<string> assignments) => assignments.SelectMany(a => (string[])["--set", a]);

    /// <summary>The hash of the model that a run says last.</summary>
    public static string Model(NodeProcess run)
    {
        var summary = JsonDocument.Parse(run.Output.Last()).RootElement;
        Assert.Equal(Rounds, summary.GetProperty("rounds").GetInt32());
        return summary.GetProperty("model_sha256").GetString()!;
    }

    /// <summary>Ports that are free now.</summary>
    public static int[] Ports(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }

    /// <summary>Writes a node's file.</summary>
    /// <returns>Its path.</returns>
    public static string NodeFile(string folder, string name, int port, int seed, int nodes, string? keys = null)
    {
        var path = Path.Combine(folder, $"{name}.conf");
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $$"""
            akka {
              remote.dot-netty.tcp.port = {{port}}
              cluster.seed-nodes = ["akka.ssl.tcp://fedprune@127.0.0.1:{{seed}}"]
            }
            fedprune.cluster { nodes = {{nodes}}, keys = "{{keys ?? Path.Combine(folder, "keys", name)}}" }
            """));
        return path;
    }
}
