using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Akka.Actor;
using FedPrune.Actors;
using FedPrune.Actors.Cluster;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Server;
using FedPrune.Actors.Tests;
using FedPrune.Host.Configuration;
using FedPrune.Host.Nodes;
using FedPrune.Model.Checkpoints;

namespace FedPrune.Cluster.Tests.InProcess;

/// <summary>A server and edge nodes within this process, over real sockets, each behind a relay; and a run of theirs.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3); // the machine may be busy with other things

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedprune-in-process-");
    private readonly List<object> _events = [];
    private readonly Channel<object> _unread = Channel.CreateUnbounded<object>();
    private readonly Actors.Experiment _experiment;
    private readonly int _nodes;
    private readonly Task _reading;

    /// <summary>Starts all of them.</summary>
    /// <param name="experiment">What is run.</param>
    /// <param name="edges">The engines of each edge node.</param>
    /// <param name="closed">Whether nodes have keys, and speak TLS.</param>
    /// <param name="own">HOCON of every node, below <c>akka</c>.</param>
    /// <param name="decorate">What becomes of the actors' props.</param>
    /// <param name="testing">The server's engines.</param>
    public TestCluster(
        Actors.Experiment experiment, IReadOnlyList<FakeEngines> edges, bool closed = false, string own = "",
        Func<string, Props, Props>? decorate = null, FakeEngines? testing = null)
    {
        (_experiment, _nodes) = (experiment, edges.Count + 1);
        Keys = closed ? new KeyFolders(Path.Combine(_folder.FullName, "keys")) : null;
        Keys?.Make(
            [("server", ClusterRole.Server), .. Enumerable.Range(1, edges.Count).Select(e => ($"edge-{e}", ClusterRole.Edge))], TimeSpan.FromDays(1));
        Server = TestNode.At(TestNode.Server, _nodes);
        TestNode[] places = [.. Enumerable.Range(1, edges.Count).Select(e => TestNode.At(TestNode.Server + e, _nodes))];
        var membership = Server.Membership(ClusterRole.Server, Server, KeysOf("server"), own);
        ServerSystem = membership.Start();
        Log = TestNode.Listen(ServerSystem);
        var options = new FederationOptions
        {
            Cluster = new ClusterTerms("", Fingerprint, new FleetTerms(edges.Count, TimeSpan.FromHours(1), Retries: 1000)) { Identity = membership.Identity },
        };
        var federation = Federation.Start(
            ServerSystem, experiment, Tiny.Data, ServerState.Initial(experiment), 1, (testing ?? new FakeEngines()).Create, Checkpoints,
            decorate is null ? options : options with { Decorate = decorate });
        _reading = ReadAsync(federation);
        Edges =
        [
            .. places.Select((place, edge) => new TestEdge(
                place, place.Membership(ClusterRole.Edge, Server, KeysOf($"edge-{edge + 1}"), own), experiment, Tiny.Data, edges[edge])),
        ];
    }

    public static Fingerprint Fingerprint { get; } = new("tiny", "tiny", "fake");

    public KeyFolders? Keys { get; }

    public TestNode Server { get; }

    public ActorSystem ServerSystem { get; }

    public IReadOnlyList<TestEdge> Edges { get; }

    /// <summary>What the server has logged.</summary>
    public LogTap Log { get; }

    /// <summary>What has been published on the server.</summary>
    public IReadOnlyList<object> Events
    {
        get
        {
            lock (_events)
                return [.. _events];
        }
    }

    public IEnumerable<RoundReport> Rounds => Events.OfType<RoundReport>();

    private CheckpointStore Checkpoints => new(Path.Combine(_folder.FullName, "checkpoints"));

    /// <summary>The model that an experiment comes to in one process.</summary>
    public static async Task<string> AloneAsync(Actors.Experiment experiment)
    {
        var folder = Directory.CreateTempSubdirectory("fedprune-alone-");
        using var system = ActorSystem.Create("alone", HoconFiles.Reference());
        var checkpoints = new CheckpointStore(folder.FullName);
        var engines = new FakeEngines();
        var federation = Federation.Start(system, experiment, Tiny.Data, ServerState.Initial(experiment), 1, engines.Create, checkpoints);
        await foreach (var happened in federation.Events)
            Assert.IsNotType<RunFailed>(happened);
        await system.Terminate().WaitAsync(Patience);
        var model = ModelOf(checkpoints);
        folder.Delete(recursive: true);
        return model;
    }

    /// <summary>Cuts the network between some nodes, by their numbers, and all others; between none and all others: mends it.</summary>
    public void Cut(params int[] island)
    {
        HashSet<string> names = [.. island.Select(TestNode.HostOf)];
        foreach (var node in Edges.Select(edge => edge.Node).Prepend(Server))
            node.Relay.Passes = from => names.Contains(from) == island.Contains(node.Number);
    }

    /// <summary>Waits for an event; those before it are passed over.</summary>
    public async Task<T> HappensAsync<T>(Func<T, bool>? wanted = null)
    {
        using var enough = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await _unread.Reader.ReadAsync(enough.Token) is T found && (wanted is null || wanted(found)))
                return found;
        }
    }

    /// <summary>Waits for the end of the run, which has counted every device of every round once.</summary>
    /// <returns>The hash of its model.</returns>
    public async Task<string> ModelAsync()
    {
        await _reading.WaitAsync(Patience);
        Assert.Equal(new RunFinished(_experiment.Rounds, Interrupted: false), Events[^1]);
        Assert.Empty(Events.OfType<InvariantViolated>());
        Assert.Equal(_experiment.Rounds, Rounds.Count());
        Assert.All(Rounds, report =>
        {
            Assert.Equal(_experiment.Cohort, report.Devices.Select(d => d.Device).Distinct().Count());
            Assert.All(report.Devices, d => Assert.Equal(DeviceOutcome.Counted, d.Outcome));
        });
        return ModelOf(Checkpoints);
    }

    public NodeKeys? KeysOf(string node) => Keys is null ? null : NodeKeys.Open(Keys.PathOf(node));

    public async ValueTask DisposeAsync()
    {
        foreach (var edge in Edges)
            await edge.DisposeAsync();
        ((ExtendedActorSystem)ServerSystem).Abort();
        await ServerSystem.WhenTerminated.WaitAsync(Patience);
        Server.Relay.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string ModelOf(CheckpointStore checkpoints)
    {
        var weights = ServerState.From(checkpoints.Latest().Snapshot!).Model.Weights;
        return Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(weights.Span)));
    }

    private async Task ReadAsync(Federation federation)
    {
        await foreach (var happened in federation.Events)
        {
            lock (_events)
                _events.Add(happened);
            _unread.Writer.TryWrite(happened);
        }
    }
}
