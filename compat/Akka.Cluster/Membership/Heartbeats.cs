using System.Collections.Immutable;
using System.Text;
using Akka.Actor;
using Akka.Event;
using Akka.Remote;

namespace Akka.Cluster.Membership;

/// <summary>Answers heartbeats, whatever else the node is at.</summary>
internal sealed class HeartbeatReceiver(Cluster cluster) : UntypedActor
{
    private readonly HeartbeatRsp _answer = new(cluster.SelfUniqueAddress);

    protected override void OnReceive(object message)
    {
        if (message is Heartbeat) Sender.Tell(_answer);
        else Unhandled(message);
    }
}

/// <summary>Sends heartbeats to the members that this node watches, and tells the failure detector of the answers.</summary>
internal sealed class HeartbeatSender : UntypedActor
{
    private readonly Cluster _cluster;
    private readonly IFailureDetectorRegistry<Address> _detector;
    private readonly ICancelable _ticks = new Cancelable(Context.System.Scheduler.Advanced);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Heartbeat _heartbeat;
    private ImmutableHashSet<UniqueAddress> _watched = [];

    public HeartbeatSender(Cluster cluster)
    {
        _cluster = cluster;
        _detector = cluster.FailureDetector;
        _heartbeat = new Heartbeat(cluster.SelfAddress);
        var interval = cluster.Settings.HeartbeatInterval;
        var first = cluster.Settings.PeriodicTasksInitialDelay < interval ? interval : cluster.Settings.PeriodicTasksInitialDelay;
        Context.System.Scheduler.ScheduleTellRepeatedly(first, interval, Self, HeartbeatTick.Instance, Self, _ticks);
    }

    protected override void PostStop() => _ticks.Cancel();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HeartbeatTick: SendHeartbeats(); break;
            case HeartbeatRsp response when _watched.Contains(response.From): _detector.Heartbeat(response.From.Address); break;
            case HeartbeatRsp: break; // of an incarnation or a neighbour of before
            case ExpectedFirst expected: TriggerFirst(expected.Node); break;
            case Watch watch: Change(watch.Nodes); break;
            default: Unhandled(message); break;
        }
    }

    private void Change(ImmutableHashSet<UniqueAddress> nodes)
    {
        foreach (var node in _watched.Except(nodes)) _detector.Remove(node.Address);
        _watched = nodes;
    }

    private void SendHeartbeats()
    {
        foreach (var node in _watched)
        {
            if (!_detector.IsMonitoring(node.Address))
            {
                Context.System.Scheduler.ScheduleTellOnce(_cluster.Settings.HeartbeatExpectedResponseAfter, Self, new ExpectedFirst(node), Self, _ticks);
            }

            Context.ActorSelection(new RootActorPath(node.Address) / ClusterPaths.HeartbeatReceiver).Tell(_heartbeat, Self);
        }
    }

    private void TriggerFirst(UniqueAddress node)
    {
        if (!_watched.Contains(node) || _detector.IsMonitoring(node.Address)) return;
        _log.Debug("Trigger extra expected heartbeat from [{0}]", node.Address);
        _detector.Heartbeat(node.Address);
    }

    /// <summary>The members to watch from now on.</summary>
    internal sealed record Watch(ImmutableHashSet<UniqueAddress> Nodes);

    private sealed record ExpectedFirst(UniqueAddress Node);

    private sealed class HeartbeatTick
    {
        public static readonly HeartbeatTick Instance = new();
    }
}

/// <summary>Who watches whom: members stand on a ring by hash, and each watches the next few after it.</summary>
internal static class HeartbeatRing
{
    /// <summary>The next reachable members after a node, and the unreachable ones among them: these may come back.</summary>
    public static ImmutableHashSet<UniqueAddress> Watched(
        UniqueAddress self, IEnumerable<UniqueAddress> members, Func<UniqueAddress, bool> isReachable, int wanted)
    {
        var ring = members.OrderBy(Hash).ThenBy(static node => node).ToList();
        var at = ring.IndexOf(self);
        if (at < 0) return [];
        var watched = ImmutableHashSet.CreateBuilder<UniqueAddress>();
        var reachable = 0;
        for (var i = 1; i < ring.Count && reachable < wanted; i++)
        {
            var next = ring[(at + i) % ring.Count];
            watched.Add(next);
            if (isReachable(next)) reachable++;
        }

        return watched.ToImmutable();
    }

    /// <summary>FNV-1a over the address: the same on every node.</summary>
    private static uint Hash(UniqueAddress node)
    {
        var hash = 2_166_136_261u;
        foreach (var octet in Encoding.UTF8.GetBytes(node.Address.ToString())) hash = (hash ^ octet) * 16_777_619u;
        return hash;
    }
}

/// <summary>Where the cluster's actors are on every node.</summary>
internal static class ClusterPaths
{
    public static readonly string[] Daemon = ["system", "cluster", "core", "daemon"];

    public static readonly string[] HeartbeatReceiver = ["system", "cluster", "heartbeatReceiver"];
}
