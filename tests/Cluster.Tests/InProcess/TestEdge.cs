using Akka.Actor;
using FedPrune.Actors;
using FedPrune.Actors.Cluster;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Tests;
using FedPrune.Host.Configuration;
using FedPrune.Host.Nodes;

namespace FedPrune.Cluster.Tests.InProcess;

/// <summary>An edge node within this process: joins again when it is put out, until it is killed or told to leave.</summary>
internal sealed class TestEdge : INodeHost, IAsyncDisposable
{
    private readonly FederatedData _data;
    private readonly Actors.Experiment _experiment;
    private readonly FakeEngines _engines;
    private readonly Membership _membership;
    private readonly ActorSystem _devices = ActorSystem.Create("devices", HoconFiles.Reference());
    private readonly Task _life;
    private ActorSystem _system;
    private volatile bool _over;

    public TestEdge(TestNode node, Membership membership, Actors.Experiment experiment, FederatedData data, FakeEngines engines)
    {
        (Node, _membership, _experiment, _data, _engines) = (node, membership, experiment, data, engines);
        _system = Join();
        _life = LiveAsync();
    }

    public TestNode Node { get; }

    /// <summary>How often it has begun to join.</summary>
    public int Lives { get; private set; }

    public int Slots => 1;

    public Task<NodeSetup> PrepareAsync(string configuration) => Task.FromResult(new NodeSetup(
        _experiment, TestCluster.Fingerprint, () => _devices.ActorOf(EdgeNodeActor.Props(_experiment, _data, Slots, _engines.Create))));

    /// <summary>Ends it as a crash would: it says goodbye to nobody.</summary>
    public void Kill()
    {
        _over = true;
        Node.Relay.Dispose(); // as its sockets would be
        ((ExtendedActorSystem)_system).Abort();
    }

    /// <summary>Leaves the cluster.</summary>
    public async Task LeaveAsync()
    {
        _over = true;
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await _life;
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _life.WaitAsync(TestCluster.Patience);
        await _devices.Terminate().WaitAsync(TestCluster.Patience);
    }

    private ActorSystem Join()
    {
        Lives++;
        var system = _membership.Start();
        system.ActorOf(AgentActor.Props(this, _membership.Identity), ClusterRole.Agent);
        return system;
    }

    private async Task LiveAsync()
    {
        while (true)
        {
            await _system.WhenTerminated;
            if (_over)
                return;
            _system = Join();
            if (_over)
                ((ExtendedActorSystem)_system).Abort();
        }
    }
}
