using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Events;
using Akka.Cluster.Gossiping;
using Akka.Event;

namespace Akka.Cluster.Membership;

/// <summary>A node's membership: its view of the cluster, how it spreads, and what follows from it.</summary>
internal sealed partial class ClusterDaemon : UntypedActor
{
    private readonly Cluster _cluster;
    private readonly ClusterSettings _settings;
    private readonly UniqueAddress _self;
    private readonly ILoggingAdapter _log;
    private readonly ICancelable _ticks = new Cancelable(Context.System.Scheduler.Advanced);
    private readonly Subscriptions _subscriptions;
    private readonly List<Action> _onUp = [];
    private readonly List<Action> _onRemoved = [];
    private readonly IActorRef _heartbeats;
    private GossipState _gossip = GossipState.Empty;
    private ImmutableHashSet<UniqueAddress> _exitingConfirmed = [];
    private bool _up;

    public ClusterDaemon(Cluster cluster)
    {
        _cluster = cluster;
        _settings = cluster.Settings;
        _self = cluster.SelfUniqueAddress;
        _log = cluster.Log;
        _subscriptions = new Subscriptions(_self);
        _heartbeats = Context.ActorOf(Props.Create(() => new HeartbeatSender(cluster)).WithDispatcher(_settings.UseDispatcher), "heartbeatSender");
    }

    private bool IsMember => _gossip.Has(_self);

    private MemberStatus? SelfStatus => _gossip.Find(_self)?.Status;

    protected override void PreStart()
    {
        Every(_settings.GossipInterval, GossipTick);
        Every(_settings.LeaderActionsInterval, LeaderActions);
        Every(_settings.UnreachableNodesReaperInterval, ReapUnreachable);
        if (_cluster.DowningProvider.DowningActorProps is { } downing) Context.ActorOf(downing.WithDispatcher(_settings.UseDispatcher), "downingProvider");
        if (_settings.SeedNodes.IsEmpty) Info("No seed-nodes configured, manual cluster join required");
        else Self.Tell(new Order.JoinSeedNodes(_settings.SeedNodes));
    }

    protected override void PostStop()
    {
        _ticks.Cancel();
        var last = _gossip;
        _gossip = GossipState.Empty;
        _subscriptions.Publish([ClusterEvent.ClusterShuttingDown.Instance, .. EventDiff.Between(last, _gossip, _self)]);
        _cluster.Publish(_gossip, last.Find(_self) is null ? null : Member.RemovedAt(_self));
        Run(_onRemoved);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick tick: tick.Do(); break;
            case IClusterMessage fromNode: ReceiveFromNode(fromNode); break;
            case Order.JoinTo join: JoinTo(join.Address); break;
            case Order.JoinSeedNodes join: JoinSeedNodes(join.Seeds); break;
            case Order.Leave leave: Leave(leave.Address); break;
            case Order.Down down: Down(down.Address); break;
            case Order.Subscribe subscribe: Subscribe(subscribe); break;
            case Order.Unsubscribe unsubscribe: _subscriptions.Remove(unsubscribe.Subscriber, unsubscribe.To); break;
            case Order.SendState send: send.Receiver.Tell(EventDiff.State(_gossip, _self), ActorRefs.NoSender); break;
            case Order.OnMemberUp onUp: WhenUp(onUp.Callback); break;
            case Order.OnMemberRemoved onRemoved: _onRemoved.Add(onRemoved.Callback); break;
            case Order.ExitingCompleted: ConfirmExiting(); break;
            case Order.Shutdown: _cluster.Shutdown(); break;
            case Terminated terminated: _subscriptions.Remove(terminated.ActorRef, null); break;
            default: Unhandled(message); break;
        }
    }

    private void ReceiveFromNode(IClusterMessage message)
    {
        switch (message)
        {
            case GossipEnvelope envelope: ReceiveGossip(envelope); break;
            case GossipStatus status: ReceiveStatus(status); break;
            case InitJoin: ReceiveInitJoin(); break;
            case InitJoinAck ack: _seeds?.Acknowledged(ack.Address); break;
            case InitJoinNack nack: _seeds?.Refused(nack.Address); break;
            case Join join: ReceiveJoin(join, Sender); break;
            case Welcome welcome: ReceiveWelcome(welcome); break;
            case ExitingConfirmed exiting: ReceiveExitingConfirmed(exiting.Node); break;
            default: Unhandled(message); break;
        }
    }

    private void Subscribe(Order.Subscribe subscribe)
    {
        Context.Watch(subscribe.Subscriber);
        _subscriptions.Add(subscribe, _gossip);
    }

    private void WhenUp(Action callback)
    {
        if (_up) Run([callback]);
        else _onUp.Add(callback);
    }

    /// <summary>Takes over a new view: tells subscribers what has changed, whom to send heartbeats, and what this node itself has become.</summary>
    private void Become(GossipState gossip)
    {
        var before = _gossip;
        if (ReferenceEquals(before, gossip)) return;
        _gossip = gossip.PruneTombstones(DateTime.UtcNow - _settings.PruneGossipTombstonesAfter);
        _cluster.Publish(_gossip, _gossip.Find(_self));
        ImmutableArray<ClusterEvent.IClusterDomainEvent> events = [.. EventDiff.Between(before, _gossip, _self)];
        foreach (var happened in events) _log.Debug("Cluster Node [{0}] - {1}", _cluster.SelfAddress, happened);
        _subscriptions.Publish(events);
        _exitingConfirmed = _exitingConfirmed.Intersect(_gossip.Nodes);
        WatchNeighbours();
        FollowOwnStatus();
        AdmitWaiting();
    }

    /// <summary>A change of this node's own making: a new version.</summary>
    private void Change(GossipState gossip) => Become(gossip.ChangedBy(_self));

    private void WatchNeighbours() => _heartbeats.Tell(new HeartbeatSender.Watch(HeartbeatRing.Watched(
        _self, _gossip.Nodes, node => _gossip.Reached.IsReachable(node), _settings.MonitoredByNrOfMembers)));

    private void FollowOwnStatus()
    {
        switch (SelfStatus)
        {
            case MemberStatus.Up when !_up:
                _up = true;
                Run(_onUp);
                break;
            case MemberStatus.Exiting:
                BeginExiting();
                break;
            case MemberStatus.Down:
                BeginDowned();
                break;
        }
    }

    private void Run(List<Action> callbacks)
    {
        Action[] now = [.. callbacks];
        callbacks.Clear();
        foreach (var callback in now)
        {
            try
            {
                callback();
            }
            catch (Exception e)
            {
                _log.Error(e, "A callback on the membership of [{0}] failed", _cluster.SelfAddress);
            }
        }
    }

    private void Every(TimeSpan interval, Action what)
    {
        var first = _settings.PeriodicTasksInitialDelay < interval ? interval : _settings.PeriodicTasksInitialDelay;
        Context.System.Scheduler.ScheduleTellRepeatedly(first, interval, Self, new Tick(what), Self, _ticks);
    }

    private void Later(TimeSpan delay, Action what) => Context.System.Scheduler.ScheduleTellOnce(delay, Self, new Tick(what), Self, _ticks);

    private void Info(string what)
    {
        if (_settings.LogInfo) _log.Info("Cluster Node [{0}] - {1}", _cluster.SelfAddress, what);
    }

    private ActorSelection DaemonAt(Address address) => Context.ActorSelection(new RootActorPath(address) / ClusterPaths.Daemon);
}
