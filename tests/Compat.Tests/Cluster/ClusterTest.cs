using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using AkkaCluster = Akka.Cluster.Cluster;

namespace FedPrune.Compat.Tests.Cluster;

/// <summary>
/// Nodes in one process, with short intervals so that things happen soon, and a failure detector that is patient enough for a
/// machine under load: a node counts as dead only after its heartbeats have stayed away for seconds.
/// </summary>
public abstract class ClusterTest(string hocon = "") : IAsyncLifetime
{
    protected const string SystemName = "cluster-test";

    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private const string Base = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          actor.provider = cluster
          remote.dot-netty.tcp.hostname = 127.0.0.1
          remote.dot-netty.tcp.port = 0
          remote.retry-gate-closed-for = 200ms
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          cluster {
            gossip-interval = 100ms
            leader-actions-interval = 100ms
            periodic-tasks-initial-delay = 100ms
            unreachable-nodes-reaper-interval = 100ms
            seed-node-timeout = 1s
            retry-unsuccessful-join-after = 1s
            failure-detector.heartbeat-interval = 200ms
            failure-detector.acceptable-heartbeat-pause = 3s
            downing-provider-class = "Akka.Cluster.NoDowning, Akka.Cluster"
          }
        }
        """;

    private readonly List<ActorSystem> _systems = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var system in _systems) ((ExtendedActorSystem)system).Abort();
        await Task.WhenAll(_systems.Select(system => system.WhenTerminated)).WaitAsync(Patience);
    }

    /// <summary>A node that has joined nothing yet.</summary>
    protected AkkaCluster NewNode(string own = "")
    {
        var system = ActorSystem.Create(SystemName, string.Join(Environment.NewLine, Base, hocon, own));
        _systems.Add(system);
        return AkkaCluster.Get(system);
    }

    /// <summary>Nodes that are up in one cluster, in the order they joined.</summary>
    protected async Task<ImmutableArray<AkkaCluster>> UpAsync(params string[] own)
    {
        var nodes = own.Select(NewNode).ToImmutableArray();
        nodes[0].Join(nodes[0].SelfAddress);
        foreach (var node in nodes)
        {
            if (node != nodes[0]) node.Join(nodes[0].SelfAddress);
            await UntilAsync(() => node.SelfMember.Status == MemberStatus.Up);
        }

        await UntilAsync(() => nodes.All(node => CountUp(node) == nodes.Length));
        return nodes;
    }

    protected static int CountUp(AkkaCluster node) => node.State.Members.Count(member => member.Status == MemberStatus.Up);

    protected static bool Knows(AkkaCluster node, AkkaCluster other) => node.State.Members.Any(member => member.UniqueAddress.Equals(other.SelfUniqueAddress));

    /// <summary>Ends a node as a crash would: it says goodbye to nobody.</summary>
    protected static async Task CrashAsync(AkkaCluster node)
    {
        ((ExtendedActorSystem)node.System).Abort();
        await node.System.WhenTerminated.WaitAsync(Patience);
    }

    protected static async Task UntilAsync(Func<bool> condition)
    {
        var deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline, "the condition did not come about");
            await Task.Delay(10);
        }
    }

    protected static Probe Subscribe(AkkaCluster node, ClusterEvent.SubscriptionInitialStateMode mode, params Type[] to)
    {
        var probe = new Probe(node.System);
        node.Subscribe(probe.Ref, mode, to);
        return probe;
    }

    /// <summary>Collects what an actor receives.</summary>
    protected sealed class Probe
    {
        private readonly System.Threading.Channels.Channel<object> _received = System.Threading.Channels.Channel.CreateUnbounded<object>();

        public Probe(ActorSystem system)
        {
            var writer = _received.Writer;
            Ref = system.ActorOf(Props.Create(() => new Recorder(message => writer.TryWrite(message))));
        }

        public IActorRef Ref { get; }

        /// <summary>The next message of a class; others before it are passed over.</summary>
        public async Task<T> FishAsync<T>(Func<T, bool> wanted)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (true)
            {
                if (await _received.Reader.ReadAsync(patience.Token) is T found && wanted(found)) return found;
            }
        }

        public async Task<T> NextAsync<T>()
        {
            using var patience = new CancellationTokenSource(Patience);
            return Assert.IsAssignableFrom<T>(await _received.Reader.ReadAsync(patience.Token));
        }

        private sealed class Recorder(Func<object, bool> record) : UntypedActor
        {
            protected override void OnReceive(object message) => record(message);
        }
    }
}
