using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Remote;

/// <summary>
/// Watches actors of other systems for those of this one. Their end comes as a message from there; that a whole system is gone
/// shows in its heartbeats, and then every actor watched there counts as terminated and the system is quarantined.
/// </summary>
public class RemoteWatcher : UntypedActor, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    public readonly ILoggingAdapter Log = Context.GetLogger();

    private readonly Dictionary<IInternalActorRef, HashSet<IInternalActorRef>> _watching = [];
    private readonly Dictionary<Address, HashSet<IInternalActorRef>> _watcheesByNode = [];
    private readonly Dictionary<Address, int> _uids = [];
    private readonly IFailureDetectorRegistry<Address> _failureDetector;
    private readonly TimeSpan _expectedResponseAfter;
    private readonly ICancelable _ticks = new Cancelable(Context.System.Scheduler.Advanced);

    public RemoteWatcher(
        IFailureDetectorRegistry<Address> failureDetector,
        TimeSpan heartbeatInterval,
        TimeSpan unreachableReaperInterval,
        TimeSpan heartbeatExpectedResponseAfter)
    {
        _failureDetector = failureDetector;
        _expectedResponseAfter = heartbeatExpectedResponseAfter;
        var scheduler = Context.System.Scheduler;
        scheduler.ScheduleTellRepeatedly(heartbeatInterval, heartbeatInterval, Self, HeartbeatTick.Instance, Self, _ticks);
        scheduler.ScheduleTellRepeatedly(unreachableReaperInterval, unreachableReaperInterval, Self, ReapUnreachableTick.Instance, Self, _ticks);
    }

    protected HashSet<Address> Unreachable { get; } = [];

    protected ICollection<Address> WatchingNodes => _watcheesByNode.Keys;

    public static Props Props(
        IFailureDetectorRegistry<Address> failureDetector,
        TimeSpan heartbeatInterval,
        TimeSpan unreachableReaperInterval,
        TimeSpan heartbeatExpectedResponseAfter) =>
        Actor.Props.Create(() => new RemoteWatcher(failureDetector, heartbeatInterval, unreachableReaperInterval, heartbeatExpectedResponseAfter))
            .WithDeploy(Deploy.Local);

    protected override void PostStop()
    {
        base.PostStop();
        _ticks.Cancel();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Heartbeat: Sender.Tell(new HeartbeatRsp(AddressUidExtension.Uid(Context.System))); break;
            case HeartbeatRsp response: ReceiveHeartbeatRsp(response.AddressUid); break;
            case HeartbeatTick: SendHeartbeats(); break;
            case ReapUnreachableTick: ReapUnreachable(); break;
            case ExpectedFirstHeartbeat expected: TriggerFirstHeartbeat(expected.From); break;
            case WatchRemote watch: AddWatching(watch.Watchee, watch.Watcher); break;
            case UnwatchRemote unwatch: RemoveWatch(unwatch.Watchee, unwatch.Watcher); break;
            case Terminated terminated: WatcheeTerminated(terminated); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>Tells the watchers of a system's actors that these have terminated with it.</summary>
    protected virtual void PublishAddressTerminated(Address address)
    {
        if (!_watcheesByNode.TryGetValue(address, out var watchees)) return;
        foreach (var watchee in watchees.ToArray())
        {
            NotifyWatchers(watchee, existenceConfirmed: true, addressTerminated: true);
            RemoveWatchee(watchee);
        }
    }

    protected virtual void Quarantine(Address address, int? addressUid) => Provider.Quarantine(address, addressUid);

    protected void AddWatching(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        if (watcher.Equals(Self)) return;
        Log.Debug("Watching: [{0} -> {1}]", watcher, watchee);
        if (!_watching.TryGetValue(watchee, out var watchers)) _watching[watchee] = watchers = [];
        watchers.Add(watcher);
        WatchNode(watchee);
        Context.Watch(watchee);
    }

    protected virtual void WatchNode(IInternalActorRef watchee)
    {
        var address = watchee.Path.Address;
        if (!_watcheesByNode.ContainsKey(address) && Unreachable.Remove(address)) _failureDetector.Remove(address);
        NoteNodeOf(watchee);
    }

    protected void RemoveWatch(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        if (watcher.Equals(Self) || !_watching.TryGetValue(watchee, out var watchers) || !watchers.Remove(watcher) || watchers.Count > 0) return;
        Log.Debug("Unwatched last watchee of node: [{0}]", watchee.Path.Address);
        Context.Unwatch(watchee);
        RemoveWatchee(watchee);
    }

    protected void RemoveWatchee(IInternalActorRef watchee)
    {
        _watching.Remove(watchee);
        var address = watchee.Path.Address;
        if (!_watcheesByNode.TryGetValue(address, out var watchees) || !watchees.Remove(watchee) || watchees.Count > 0) return;
        UnwatchNode(address);
    }

    protected void UnwatchNode(Address watcheeAddress)
    {
        _watcheesByNode.Remove(watcheeAddress);
        _uids.Remove(watcheeAddress);
        _failureDetector.Remove(watcheeAddress);
    }

    private protected RemoteActorRefProvider Provider => (RemoteActorRefProvider)((ExtendedActorSystem)Context.System).Provider;

    private protected virtual bool SendsHeartbeatsTo(Address address) => true;

    private protected void NoteNodeOf(IInternalActorRef watchee)
    {
        var address = watchee.Path.Address;
        if (!_watcheesByNode.TryGetValue(address, out var watchees)) _watcheesByNode[address] = watchees = [];
        watchees.Add(watchee);
    }

    private void NotifyWatchers(IInternalActorRef watchee, bool existenceConfirmed, bool addressTerminated)
    {
        if (!_watching.TryGetValue(watchee, out var watchers)) return;
        foreach (var watcher in watchers)
        {
            watcher.SendSystemMessage(new DeathWatchNotification(watchee, existenceConfirmed, addressTerminated));
        }
    }

    private void WatcheeTerminated(Terminated terminated)
    {
        var watchee = (IInternalActorRef)terminated.ActorRef;
        NotifyWatchers(watchee, terminated.ExistenceConfirmed, terminated.AddressTerminated);
        RemoveWatchee(watchee);
    }

    private void SendHeartbeats()
    {
        foreach (var address in _watcheesByNode.Keys)
        {
            if (Unreachable.Contains(address) || !SendsHeartbeatsTo(address)) continue;
            if (!_failureDetector.IsMonitoring(address))
            {
                Context.System.Scheduler.ScheduleTellOnce(_expectedResponseAfter, Self, new ExpectedFirstHeartbeat(address), Self, _ticks);
            }

            WatcherAt(address).Tell(Heartbeat.Instance, Self);
        }
    }

    private ActorSelection WatcherAt(Address address) =>
        Context.ActorSelection(new RootActorPath(address) / Self.Path.Elements);

    private void ReceiveHeartbeatRsp(int uid)
    {
        var from = Sender.Path.Address;
        if (!_watcheesByNode.ContainsKey(from) || Unreachable.Contains(from)) return;
        _failureDetector.Heartbeat(from);
        if (_uids.TryGetValue(from, out var known) && known == uid) return;
        _uids[from] = uid;

        // A new incarnation, or the first sign of life: what it was asked before it may not have heard.
        foreach (var watchee in _watcheesByNode[from]) watchee.SendSystemMessage(new Watch(watchee, (IInternalActorRef)Self));
    }

    private void TriggerFirstHeartbeat(Address address)
    {
        if (_watcheesByNode.ContainsKey(address) && !_failureDetector.IsMonitoring(address)) _failureDetector.Heartbeat(address);
    }

    private void ReapUnreachable()
    {
        foreach (var address in _watcheesByNode.Keys.ToArray())
        {
            if (Unreachable.Contains(address) || _failureDetector.IsAvailable(address)) continue;
            Log.Warning("Detected unreachable: [{0}]", address);
            Quarantine(address, _uids.TryGetValue(address, out var uid) ? uid : null);
            Unreachable.Add(address);
            PublishAddressTerminated(address);
        }
    }

    /// <summary>To watch an actor of another system.</summary>
    public abstract class WatchCommand
    {
        protected WatchCommand(IInternalActorRef watchee, IInternalActorRef watcher)
        {
            Watchee = watchee;
            Watcher = watcher;
        }

        public IInternalActorRef Watchee { get; }

        public IInternalActorRef Watcher { get; }
    }

    public sealed class WatchRemote(IInternalActorRef watchee, IInternalActorRef watcher) : WatchCommand(watchee, watcher);

    public sealed class UnwatchRemote(IInternalActorRef watchee, IInternalActorRef watcher) : WatchCommand(watchee, watcher);

    public sealed class Heartbeat : IPriorityMessage
    {
        private Heartbeat()
        {
        }

        public static Heartbeat Instance { get; } = new();
    }

    public class HeartbeatRsp(int addressUid) : IPriorityMessage
    {
        public int AddressUid { get; } = addressUid;
    }

    public class HeartbeatTick
    {
        private HeartbeatTick()
        {
        }

        public static HeartbeatTick Instance { get; } = new();
    }

    public class ReapUnreachableTick
    {
        private ReapUnreachableTick()
        {
        }

        public static ReapUnreachableTick Instance { get; } = new();
    }

    public sealed class ExpectedFirstHeartbeat(Address from)
    {
        public Address From { get; } = from;
    }
}
