using System.Text.RegularExpressions;

namespace FedPrune.Cluster.Tests;

/// <summary>Real processes on this machine; what dies dies by SIGKILL.</summary>
public sealed partial class ClusterTests(SingleNode single) : IClassFixture<SingleNode>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedprune-cluster-tests-").FullName;
    private readonly List<NodeProcess> _processes = [];

    [Fact]
    public async Task Three_processes_give_the_model_of_one()
    {
        var run = Start(["run", "--cluster", "3", "--json", .. Experiment.Settings]);
        Assert.True(await run.EndAsync() == 0, run.All);
        Assert.Equal(single.Model, Experiment.Model(run));
        Assert.Contains(run.Errors, line => line.StartsWith("edge nodes: ", StringComparison.Ordinal) && line.EndsWith("(2 slots)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_killed_edge_node_changes_nothing()
    {
        var run = Start(["run", "--cluster", "3", "--json", .. Experiment.Settings]);
        var edge = Number().Match(await run.SaysAsync("edge-1: process")).Value;
        await run.SaysAsync("\"round\":1");
        using (var process = System.Diagnostics.Process.GetProcessById(int.Parse(edge, System.Globalization.CultureInfo.InvariantCulture)))
            process.Kill();
        Assert.True(await run.EndAsync() == 0, run.All);
        Assert.Equal(single.Model, Experiment.Model(run));
    }

    [Fact]
    public async Task A_killed_server_goes_on_its_edge_nodes_come_back_by_themselves_and_a_stranger_is_not_let_in()
    {
        var ports = Experiment.Ports(4);
        await RunAsync("cluster", "init", Path.Combine(_folder, "keys"), "--edges", "2");
        await RunAsync("cluster", "init", Path.Combine(_folder, "others"), "--edges", "1");
        var health = $"http://127.0.0.1:{Experiment.Ports(1)[0]}";
        var first = Edge("edge-1", ports[1], ports[0], settings: [$"cluster.health={health["http://".Length..]}"]);
        var second = Edge("edge-2", ports[2], ports[0]);
        var stranger = Edge("edge-3", ports[3], ports[0], Path.Combine(_folder, "others", "edge-1"));
        var server = Experiment.NodeFile(_folder, "server", ports[0], ports[0], nodes: 2);
        var folder = Path.Combine(_folder, "run");

        var killed = Start(["node", "--role", "server", "--hocon", server, "--json", "--out", folder, .. Experiment.Settings]);
        await stranger.SaysAsync("certificate is refused");
        await killed.SaysAsync("\"round\":2");
        using (var client = new HttpClient())
        {
            Assert.Contains("fedprune_nodes_payloads_received_total ", await client.GetStringAsync($"{health}/metrics"), StringComparison.Ordinal);
            Assert.Contains("\"role\":\"edge\"", await (await client.GetAsync($"{health}/health")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        await killed.KillAsync();

        var resumed = Start(["node", "--role", "server", "--hocon", server, "--json", "--resume", folder]);
        await resumed.SaysAsync("resuming run after round");
        Assert.True(await resumed.EndAsync() == 0, resumed.All);
        Assert.Equal(single.Model, Experiment.Model(resumed));
        Assert.All(resumed.Output, line => Assert.StartsWith("{", line, StringComparison.Ordinal)); // whatever nodes have to say meanwhile
        Assert.All(
            resumed.Errors.Where(line => line.StartsWith("edge nodes: ", StringComparison.Ordinal)),
            line => Assert.DoesNotContain($":{ports[3]}", line, StringComparison.Ordinal));

        foreach (var edge in (NodeProcess[])[first, second])
        {
            edge.Terminate();
            Assert.True(await edge.EndAsync() == 0, edge.All);
            Assert.Equal("left the cluster", edge.Output.Last());
        }
    }

    [Fact]
    public async Task There_is_one_server_and_one_writer()
    {
        var ports = Experiment.Ports(2);
        await RunAsync("cluster", "init", Path.Combine(_folder, "keys"), "--edges", "1");
        var folder = Path.Combine(_folder, "run");
        var server = Start(
            ["node", "--role", "server", "--hocon", Experiment.NodeFile(_folder, "server", ports[0], ports[0], 1), "--out", folder, "--json", .. Experiment.Settings]);
        await server.SaysAsync("run ");
        var writer = Start(["run", "--resume", folder, "--json"]);
        Assert.Equal(3, await writer.EndAsync());
        Assert.Contains("is being written by another process", writer.Errors.Last(), StringComparison.Ordinal);

        var keys = Path.Combine(_folder, "keys", "server");
        var other = Start(
            ["node", "--role", "server", "--hocon", Experiment.NodeFile(_folder, "other", ports[1], ports[0], 1, keys), "--json", .. Experiment.Settings]);
        Assert.Equal(4, await other.EndAsync());
        Assert.Contains("the cluster has a server already", other.Errors.Last(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        foreach (var process in _processes)
            process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private NodeProcess Edge(string name, int port, int seed, string? keys = null, params string[] settings) => Start(
        [
            "node", "--role", "edge", "--hocon", Experiment.NodeFile(_folder, name, port, seed, 2, keys),
            .. Experiment.Set(["compute.slots=1", .. settings]),
        ]);

    private NodeProcess Start(params IEnumerable<string> arguments)
    {
        var process = NodeProcess.Start(_folder, arguments);
        _processes.Add(process);
        return process;
    }

    private async Task RunAsync(params string[] arguments)
    {
        var process = Start(arguments);
        Assert.True(await process.EndAsync() == 0, process.All);
    }

    [GeneratedRegex("[0-9]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}

/// <summary>The same run in one process, for the others to be compared with.</summary>
public sealed class SingleNode : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedprune-single-").FullName;

    public string Model { get; private set; } = "";

    public async Task InitializeAsync()
    {
        using var run = NodeProcess.Start(_folder, ["run", "--json", .. Experiment.Settings]);
        Assert.True(await run.EndAsync() == 0, run.All);
        Model = Experiment.Model(run);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}
