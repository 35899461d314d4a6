using FedPrune.Actors.Edge;
using FedPrune.Actors.Tests;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Networks;

namespace FedPrune.Cluster.Tests.InProcess;

/// <summary>A model and updates of the size of <c>resnet18</c> over real sockets, with the heartbeats that nodes have by default.</summary>
public sealed class LargeModelTests(LargeModelTests.Alone alone) : IClassFixture<LargeModelTests.Alone>
{
    private const int Tries = 3;

    /// <summary>11.25 million parameters: 45 MB.</summary>
    private static readonly Actors.Experiment Heavy = Tiny.Experiment with
    {
        Algorithm = AlgorithmCatalogue.FedAvg,
        Network = new Network("heavy", Tiny.Network.Input, [new Flatten(), new Linear(562_500), new ReLU(), new Linear(3)]),
        Cohort = 2,
        Rounds = 1,
    };

    private static readonly long ModelBytes = Heavy.Network.Layout.Count * sizeof(float);

    // Were heartbeats to wait behind 45 MB, they would each time; a machine that stands still for seconds does so now and then.
    [Fact]
    public async Task Heartbeats_stay_on_time_while_45_MB_travel()
    {
        var kept = false;
        for (int i = 0; i < Tries && !kept; i++)
        {
            await using var cluster = new TestCluster(Heavy, [new FakeEngines()], closed: true);
            Assert.Equal(alone.Model, await cluster.ModelAsync());
            kept = cluster.Events.OfType<EdgeFleetActor.Changed>().Count() == 1; // the edge node came, and never went
        }
        Assert.True(kept);
    }

    [Fact]
    public async Task A_transfer_whose_connections_break_goes_on()
    {
        await using var cluster = new TestCluster(Heavy, [new FakeEngines()], closed: true);
        var (down, up) = (0, 0);
        var (edge, server) = (cluster.Edges[0].Node.Relay, cluster.Server.Relay); // of either the other node may have opened the connection
        edge.Passing = (_, toEdge, passed) => BreakAt(edge, passed, ref toEdge ? ref down : ref up);
        server.Passing = (_, toServer, passed) => BreakAt(server, passed, ref toServer ? ref up : ref down);
        Assert.Equal(alone.Model, await cluster.ModelAsync());
        Assert.Equal((1, 1), (down, up));
    }

    private static void BreakAt(TcpRelay relay, long passed, ref int broken)
    {
        if (passed > ModelBytes / 2 && Interlocked.CompareExchange(ref broken, 1, 0) == 0)
            relay.Break();
    }

    /// <summary>What one process comes to.</summary>
    public sealed class Alone : IAsyncLifetime
    {
        public string Model { get; private set; } = "";

        public async Task InitializeAsync() => Model = await TestCluster.AloneAsync(Heavy);

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
