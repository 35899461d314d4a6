using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FedPrune.Actors.Cluster;
using FedPrune.Host.Configuration;

namespace FedPrune.Host.Nodes;

/// <summary>Edge nodes in processes of their own on this machine, for as long as this process lives.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedprune-cluster-");
    private readonly List<(string Name, Process Process)> _edges = [];
    private readonly KeyFolders _keys;
    private readonly Action<string> _say;

    /// <summary>No process yet.</summary>
    /// <param name="say">Told what the edge nodes say.</param>
    public LocalCluster(Action<string> say) => (_say, _keys) = (say, new KeyFolders(Path.Combine(_folder.FullName, "keys")));

    /// <summary>Starts the edge nodes.</summary>
    /// <param name="nodes">Processes altogether, from 2.</param>
    /// <param name="closed">Whether they have keys, good for this run only.</param>
    /// <param name="overrides">Of the command line; those that are a node's own affair go to the edge nodes too.</param>
    /// <returns>The file with which this process is their server.</returns>
    public string Start(int nodes, bool closed, IReadOnlyList<string> overrides)
    {
        var ports = FreePorts(nodes);
        string[] names = ["server", .. Enumerable.Range(1, nodes - 1).Select(edge => $"edge-{edge}")];
        if (closed)
            _keys.Make(names.Select((name, index) => (name, index == 0 ? ClusterRole.Server : ClusterRole.Edge)), KeyLifetime);
        var slots = Math.Max(1, Environment.ProcessorCount / (nodes - 1));
        for (int edge = 1; edge < nodes; edge++)
            _edges.Add((names[edge], Edge(names[edge], Write(names[edge], ports[edge], ports[0], nodes - 1, closed), slots, overrides)));
        return Write(names[0], ports[0], ports[0], nodes - 1, closed);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, process) in _edges)
            process.StandardInput.Close(); // which ends it
        foreach (var (name, process) in _edges)
        {
            try
            {
                await process.WaitForExitAsync().WaitAsync(Patience);
            }
            catch (TimeoutException)
            {
                _say($"{name} does not end: it is killed");
                process.Kill();
            }
            process.Dispose();
        }
        _folder.Delete(recursive: true);
    }

    private Process Edge(string name, string file, int slots, IReadOnlyList<string> overrides)
    {
        string[] own = [string.Create(CultureInfo.InvariantCulture, $"compute.slots={slots}"), .. overrides.Where(RunConfiguration.IsOwnAssignment)];
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            [
                .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? (string[])[typeof(LocalCluster).Assembly.Location] : [],
                "node", "--role", "edge", "--attached", "--hocon", file, .. own.SelectMany(o => (string[])["--set", o]),
            ])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw UserException.Environment("an edge node's process could not be started");
        process.OutputDataReceived += (_, line) => Say(line.Data);
        process.ErrorDataReceived += (_, line) => Say(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _say($"{name}: process {process.Id}");
        return process;

        void Say(string? line)
        {
            if (line is not null)
                _say($"{name}: {line}");
        }
    }

    private string Write(string name, int port, int server, int edges, bool closed)
    {
        var file = Path.Combine(_folder.FullName, $"{name}.conf");
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $$"""
            akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = {{port}} }
            akka.cluster.seed-nodes = ["akka{{(closed ? ".ssl" : "")}}.tcp://fedprune@127.0.0.1:{{server}}"]
            akka.loglevel = OFF # the nodes say themselves what they are at
            fedprune.cluster { nodes = {{edges}}, keys = "{{_keys.PathOf(name)}}" }
            """));
        return file;
    }

    // Each is free when it is asked for; whoever takes one before it is used is told by name in the error that follows.
    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }
}
