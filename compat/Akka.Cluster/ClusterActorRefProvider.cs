using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Event;
using Akka.Remote;

namespace Akka.Cluster;

public interface IClusterActorRefProvider : IRemoteActorRefProvider;

/// <summary>The provider of a node: with it the membership begins as the system starts.</summary>
public class ClusterActorRefProvider : RemoteActorRefProvider, IClusterActorRefProvider
{
    public ClusterActorRefProvider(string systemName, Settings settings, EventStream eventStream)
        : base(systemName, WithDefaults(settings), eventStream)
    {
    }

    public override void Init(ActorSystemImpl system)
    {
        base.Init(system);
        Cluster.Get(system);
    }

    protected override IActorRef CreateRemoteWatcher(ActorSystemImpl system)
    {
        var detector = CreateRemoteWatcherFailureDetector(system);
        var settings = RemoteSettings;
        var props = Props.Create(() => new ClusterRemoteWatcher(
            detector, settings.WatchHeartBeatInterval, settings.WatchUnreachableReaperInterval, settings.WatchHeartbeatExpectedResponseAfter));
        return system.SystemActorOf(settings.ConfigureDispatcher(props.WithDeploy(Deploy.Local)), "remote-watcher");
    }

    private static Settings WithDefaults(Settings settings)
    {
        settings.InjectTopLevelFallback(ClusterReference.Default());
        return settings;
    }
}

/// <summary>
/// Watches actors of members without heartbeats of its own: the cluster has them. That a member was removed ends its actors,
/// and one that was downed is quarantined.
/// </summary>
internal sealed class ClusterRemoteWatcher(
    IFailureDetectorRegistry<Address> failureDetector,
    TimeSpan heartbeatInterval,
    TimeSpan unreachableReaperInterval,
    TimeSpan heartbeatExpectedResponseAfter)
    : RemoteWatcher(failureDetector, heartbeatInterval, unreachableReaperInterval, heartbeatExpectedResponseAfter)
{
    private readonly HashSet<Address> _members = [];

    protected override void PreStart()
    {
        base.PreStart();
        var cluster = Cluster.Get(Context.System);
        cluster.Subscribe(Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.MemberRemoved removed: Removed(removed.Member, removed.PreviousStatus); break;
            case ClusterEvent.IMemberEvent happened: _members.Add(happened.Member.Address); break;
            default: base.OnReceive(message); break;
        }
    }

    private protected override bool SendsHeartbeatsTo(Address address) => !_members.Contains(address);

    private void Removed(Member member, MemberStatus previous)
    {
        if (member.Address == Provider.DefaultAddress) return;
        _members.Remove(member.Address);
        if (previous == MemberStatus.Down) Quarantine(member.Address, member.UniqueAddress.Uid);
        PublishAddressTerminated(member.Address);
    }
}
