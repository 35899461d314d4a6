using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Cluster.Gossiping;
using Akka.Cluster.Membership;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace Akka.Cluster;

public class ClusterExtension : ExtensionIdProvider<Cluster>
{
    public override Cluster CreateExtension(ExtendedActorSystem system) => new((ActorSystemImpl)system);
}

/// <summary>A node's membership in a cluster.</summary>
public class Cluster : IExtension
{
    private readonly IActorRef _daemons;
    private readonly TaskCompletionSource<Done> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ClusterEvent.CurrentClusterState _state = new();
    private volatile Member _selfMember;

    public Cluster(ActorSystemImpl system)
    {
        System = system;
        if (system.Provider is not IClusterActorRefProvider provider)
        {
            throw new ConfigurationException(
                $"ActorSystem {system} needs to have a 'ClusterActorRefProvider' enabled in the configuration, currently uses {system.Provider.GetType().FullName}");
        }

        Settings = new ClusterSettings(system.Settings.Config, system.Name);
        SelfUniqueAddress = new UniqueAddress(provider.Transport.DefaultAddress, AddressUidExtension.Uid(system));
        _selfMember = Member.RemovedAt(SelfUniqueAddress);
        Log = Logging.GetLogger(system, "Akka.Cluster.Cluster");
        FailureDetector = new DefaultFailureDetectorRegistry<Address>(() =>
            FailureDetectorLoader.Load(Settings.FailureDetectorImplementationClass, Settings.FailureDetectorConfig, system));
        DowningProvider = (IDowningProvider)Activator.CreateInstance(Settings.DowningProviderType, system, this);
        ShutdownPhases.AddTo(CoordinatedShutdown.Get(system), this);
        _daemons = system.SystemActorOf(Props.Create(() => new ClusterSupervisor(this)).WithDispatcher(Settings.UseDispatcher), "cluster");
        Log.Info("Cluster Node [{0}] - Started up successfully", SelfAddress);
    }

    public ClusterSettings Settings { get; }

    public UniqueAddress SelfUniqueAddress { get; }

    public Address SelfAddress => SelfUniqueAddress.Address;

    public ImmutableHashSet<string> SelfRoles => Settings.Roles;

    /// <summary>The cluster as this node knows it now.</summary>
    public ClusterEvent.CurrentClusterState State => _state;

    /// <summary>This node; as removed before it has joined and after it has left.</summary>
    public Member SelfMember => _selfMember;

    public bool IsTerminated => _stopped.Task.IsCompleted;

    public ExtendedActorSystem System { get; }

    public DefaultFailureDetectorRegistry<Address> FailureDetector { get; }

    public IDowningProvider DowningProvider { get; }

    internal ILoggingAdapter Log { get; }

    /// <summary>Done when the others have let this node go, or it was downed.</summary>
    internal TaskCompletionSource<Done> Exiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<Done> WhenStopped => _stopped.Task;

    public static Cluster Get(ActorSystem system) => system.WithExtension<Cluster, ClusterExtension>();

    public void Subscribe(IActorRef subscriber, params Type[] to) =>
        Subscribe(subscriber, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, to);

    /// <summary>Tells an actor the state of the cluster and from then on the events of these classes.</summary>
    /// <exception cref="ArgumentException">No class, or one that is none of <see cref="ClusterEvent.IClusterDomainEvent"/>.</exception>
    public void Subscribe(IActorRef subscriber, ClusterEvent.SubscriptionInitialStateMode initialStateMode, params Type[] to)
    {
        if (to.Length == 0) throw new ArgumentException("At least one `IClusterDomainEvent` class is required", nameof(to));
        if (!to.All(static each => typeof(ClusterEvent.IClusterDomainEvent).IsAssignableFrom(each)))
        {
            throw new ArgumentException($"Subscribe to `IClusterDomainEvent` or subclasses, was [{string.Join(", ", to.Select(each => each.Name))}]", nameof(to));
        }

        _daemons.Tell(new Order.Subscribe(subscriber, initialStateMode, [.. to]), ActorRefs.NoSender);
    }

    public void Unsubscribe(IActorRef subscriber) => Unsubscribe(subscriber, null);

    public void Unsubscribe(IActorRef subscriber, Type to) => _daemons.Tell(new Order.Unsubscribe(subscriber, to), ActorRefs.NoSender);

    public void SendCurrentClusterState(IActorRef receiver) => _daemons.Tell(new Order.SendState(receiver), ActorRefs.NoSender);

    /// <summary>Joins the cluster that the node at this address is in; one's own address forms a new one.</summary>
    public void Join(Address address) => _daemons.Tell(new Order.JoinTo(WithOwnHost(address)), ActorRefs.NoSender);

    /// <inheritdoc cref="Join"/>
    /// <returns>Done when this node is up.</returns>
    public Task JoinAsync(Address address, CancellationToken token = default)
    {
        Join(address);
        return UpAsync(token);
    }

    public void JoinSeedNodes(IEnumerable<Address> seedNodes) =>
        _daemons.Tell(new Order.JoinSeedNodes([.. seedNodes.Select(WithOwnHost)]), ActorRefs.NoSender);

    public Task JoinSeedNodesAsync(IEnumerable<Address> seedNodes, CancellationToken token = default)
    {
        JoinSeedNodes(seedNodes);
        return UpAsync(token);
    }

    /// <summary>Lets a member go: it becomes leaving, exiting and is removed when all others know.</summary>
    public void Leave(Address address) => _daemons.Tell(new Order.Leave(WithOwnHost(address)), ActorRefs.NoSender);

    public Task LeaveAsync() => LeaveAsync(CancellationToken.None);

    public Task LeaveAsync(CancellationToken cancellationToken)
    {
        var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        RegisterOnMemberRemoved(() => removed.TrySetResult());
        Leave(SelfAddress);
        return removed.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Removes a member without its consent. Only for one that is surely dead, or whose death is decided for it.</summary>
    public void Down(Address address) => _daemons.Tell(new Order.Down(WithOwnHost(address)), ActorRefs.NoSender);

    /// <summary>Runs something once this node is up; at once if it is.</summary>
    public void RegisterOnMemberUp(Action callback) => _daemons.Tell(new Order.OnMemberUp(callback), ActorRefs.NoSender);

    /// <summary>Runs something once this node is no member any more; at once if it was removed.</summary>
    public void RegisterOnMemberRemoved(Action callback)
    {
        if (IsTerminated) callback();
        else _daemons.Tell(new Order.OnMemberRemoved(callback), ActorRefs.NoSender);
    }

    /// <summary>The path of a local actor as other nodes see it.</summary>
    public ActorPath RemotePathOf(IActorRef actorRef)
    {
        var path = actorRef.Path;
        return path.Address.HasGlobalScope ? path : (new RootActorPath(SelfAddress) / path.Elements).WithUid(path.Uid);
    }

    internal void Publish(GossipState gossip, Member self)
    {
        _state = Events.EventDiff.State(gossip, SelfUniqueAddress);
        if (self is not null) _selfMember = self;
    }

    internal void Tell(object order) => _daemons.Tell(order, ActorRefs.NoSender);

    /// <summary>Ends this node's membership without telling anybody.</summary>
    internal void Shutdown()
    {
        if (IsTerminated) return;
        Log.Info("Cluster Node [{0}] - Shutting down...", SelfAddress);
        System.Stop(_daemons);
    }

    internal void Stopped()
    {
        Exiting.TrySetResult(Done.Instance);
        if (_stopped.TrySetResult(Done.Instance)) Log.Info("Cluster Node [{0}] - Successfully shut down", SelfAddress);
    }

    private Task UpAsync(CancellationToken token)
    {
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        RegisterOnMemberUp(() => up.TrySetResult());
        RegisterOnMemberRemoved(() => up.TrySetException(new ClusterJoinFailedException("Node has not managed to join the cluster")));
        return up.Task.WaitAsync(token);
    }

    private Address WithOwnHost(Address address) =>
        address.HasLocalScope ? new Address(address.Protocol, address.System, SelfAddress.Host, SelfAddress.Port) : address;
}

/// <summary>The cluster was not joined.</summary>
public class ClusterJoinFailedException(string message) : AkkaException(message);
