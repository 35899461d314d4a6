using Akka.Actor;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Tests;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Networks;

namespace FedPrune.Cluster.Tests.InProcess;

/// <summary>
/// An edge node that dies costs time and nothing else, in whichever phase of a round: its devices go on elsewhere, each is counted
/// once, and the model is the one that a single process comes to.
/// </summary>
public sealed class DyingNodeTests(DyingNodeTests.Alone alone) : IClassFixture<DyingNodeTests.Alone>
{
    private const int Round = 1; // in which the node dies: connections are made in the one before

    // Nodes that say nothing for so long are dead; what is wanted here is that it is found out, not how fast.
    private const string Own = """
        cluster.failure-detector { heartbeat-interval = 300ms, acceptable-heartbeat-pause = 2s }
        cluster.split-brain-resolver.stable-after = 3s
        """;

    /// <summary>160,003 parameters: a model or an update is ten chunks, 640 kB.</summary>
    private static readonly Actors.Experiment Wide = Tiny.Experiment with
    {
        Algorithm = AlgorithmCatalogue.FedAvg,
        Network = new Network("wide", Tiny.Network.Input, [new Flatten(), new Linear(8000), new ReLU(), new Linear(3)]),
        Rounds = 3,
    };

    private static readonly long ModelBytes = Wide.Network.Layout.Count * sizeof(float);

    private readonly TaskCompletionSource _dead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestCluster? _cluster;
    private int _died;

    public enum Phase
    {
        BeforeTheHandout,
        WhileTheModelTravels,
        WhileTraining,
        WhileUploading,
        AtAggregation,
    }

    [Theory]
    [InlineData(Phase.BeforeTheHandout)]
    [InlineData(Phase.WhileTheModelTravels)]
    [InlineData(Phase.WhileTraining)]
    [InlineData(Phase.WhileUploading)]
    [InlineData(Phase.AtAggregation)]
    public async Task A_node_that_dies_changes_nothing(Phase phase)
    {
        var testing = new FakeEngines { WhileTesting = from => KillIf(phase == Phase.BeforeTheHandout && from == 0) };
        var doomed = new FakeEngines { WhileTraining = job => KillIf(phase == Phase.WhileTraining && job.Round == Round) };
        await using var cluster = _cluster = new TestCluster(
            Wide, [doomed, new FakeEngines()], own: Own, testing: testing,
            decorate: (name, props) => name == "aggregator" && phase == Phase.AtAggregation ? Props.Create(() => new Announcing(props, () => KillIf(true))) : props);
        var edge = cluster.Edges[0].Node;
        // Two of the four devices of a round are here: one model comes, two updates go.
        edge.Relay.Passing = (_, toEdge, passed) => KillIf(Passes(phase, toEdge, passed));
        cluster.Server.Relay.Passing = (other, toServer, passed) =>
            KillIf(other == edge.Host && Passes(phase, !toServer, passed));

        Assert.Equal(alone.Model, await cluster.ModelAsync());
        await _dead.Task.WaitAsync(TestCluster.Patience);
        Assert.Contains(cluster.Events.OfType<EdgeFleetActor.Changed>(), changed => changed.Nodes.Length == 2);
        if (phase is Phase.WhileTheModelTravels or Phase.WhileTraining or Phase.WhileUploading) // the run could not go on before it was missed
            Assert.Single(cluster.Events.OfType<EdgeFleetActor.Changed>().Last().Nodes);
    }

    // Whichever of the two nodes opened the connection.
    private static bool Passes(Phase phase, bool toEdge, long passed) => toEdge
        ? phase == Phase.WhileTheModelTravels && passed > ModelBytes * 3 / 2
        : phase == Phase.WhileUploading && passed > ModelBytes * 5 / 2;

    // Whoever asks for it goes on at once; the dead say no more.
    private void KillIf(bool now)
    {
        if (!now || Interlocked.Exchange(ref _died, 1) == 1)
            return;
        _ = Task.Run(() =>
        {
            _cluster!.Edges[0].Kill();
            _dead.SetResult();
        });
    }

    /// <summary>What one process comes to.</summary>
    public sealed class Alone : IAsyncLifetime
    {
        public string Model { get; private set; } = "";

        public async Task InitializeAsync() => Model = await TestCluster.AloneAsync(Wide);

        public Task DisposeAsync() => Task.CompletedTask;
    }

    private sealed class Announcing : UntypedActor
    {
        private readonly IActorRef _actual;
        private readonly Action _announce;

        public Announcing(Props actual, Action announce) => (_actual, _announce) = (Context.ActorOf(actual, "actual"), announce);

        protected override void OnReceive(object message)
        {
            _announce();
            _actual.Forward(message);
        }
    }
}
