using FedPrune.Actors.Edge;
using FedPrune.Actors.Server;
using FedPrune.Actors.Tests;

namespace FedPrune.Cluster.Tests.InProcess;

/// <summary>A network that is cut in two, by relays that pass nothing on, and mended. The side with the server goes on.</summary>
public sealed class PartitionTests : IDisposable
{
    private const int FirstEdge = TestNode.Server + 1;
    private const string Detector = "cluster.failure-detector { heartbeat-interval = 300ms, acceptable-heartbeat-pause = 2s }\n";

    private readonly ManualResetEventSlim _over = new();
    private readonly TaskCompletionSource _underway = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_partition_that_heals_costs_time_and_nothing_else()
    {
        await using var cluster = await UnderwayAsync(Detector + "cluster.split-brain-resolver { stable-after = 1h, down-all-when-unstable = off }");
        cluster.Cut(FirstEdge);
        await cluster.HappensAsync<EdgeFleetActor.Changed>(changed => changed.Nodes.Length == 1);
        cluster.Cut();
        await cluster.HappensAsync<EdgeFleetActor.Changed>(changed => changed.Nodes.Length == 2);
        await EndsAsInOneProcessAsync(cluster);
        Assert.Equal([1, 1], cluster.Edges.Select(edge => edge.Lives));
    }

    [Fact]
    public async Task The_side_without_the_server_is_put_out_and_comes_back_when_it_can()
    {
        await using var cluster = await UnderwayAsync(Detector + "cluster.split-brain-resolver.stable-after = 2s");
        cluster.Cut(FirstEdge);
        await cluster.HappensAsync<EdgeFleetActor.Changed>(changed => changed.Nodes.Length == 1);
        using (var enough = new CancellationTokenSource(TestCluster.Patience))
        {
            while (cluster.Edges[0].Lives == 1)
                await Task.Delay(10, enough.Token);
        }
        Assert.False(cluster.ServerSystem.WhenTerminated.IsCompleted);
        cluster.Cut();
        await cluster.HappensAsync<EdgeFleetActor.Changed>(changed => changed.Nodes.Length == 2);
        await EndsAsInOneProcessAsync(cluster);
    }

    public void Dispose()
    {
        _over.Set();
        _over.Dispose();
    }

    // A run whose second round is held until it is over with the network.
    private async Task<TestCluster> UnderwayAsync(string own)
    {
        var engines = new FakeEngines { WhileTraining = job => Hold(job.Round) };
        var cluster = new TestCluster(Tiny.Experiment, [engines, engines], own: own);
        await cluster.HappensAsync<RoundReport>();
        await _underway.Task.WaitAsync(TestCluster.Patience);
        return cluster;
    }

    private async Task EndsAsInOneProcessAsync(TestCluster cluster)
    {
        _over.Set();
        Assert.Equal(await TestCluster.AloneAsync(Tiny.Experiment), await cluster.ModelAsync());
    }

    private void Hold(int round)
    {
        if (round != 1)
            return;
        _underway.TrySetResult();
        _over.Wait(TestCluster.Patience);
    }
}
