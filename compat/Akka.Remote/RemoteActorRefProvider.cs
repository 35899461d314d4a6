using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Serialization;

namespace Akka.Remote;

/// <summary>The provider of a system that reaches others.</summary>
public interface IRemoteActorRefProvider : IActorRefProvider
{
    IActorRef RemoteWatcher { get; }

    RemoteTransport Transport { get; }

    RemoteSettings RemoteSettings { get; }

    /// <summary>Whether this is an address of this system.</summary>
    bool HasAddress(Address address);

    IInternalActorRef ResolveActorRefWithLocalAddress(string path, Address localAddress);

    void Quarantine(Address address, int? uid);
}

/// <summary>Knows the actors of this system by a provider that knows no others, and makes references to all others.</summary>
public class RemoteActorRefProvider : IRemoteActorRefProvider
{
    private readonly LocalActorRefProvider _local;
    private ActorSystemImpl _system;

    public RemoteActorRefProvider(string systemName, Settings settings, EventStream eventStream)
    {
        settings.InjectTopLevelFallback(RemoteReference.Default());
        RemoteSettings = new RemoteSettings(settings.Config);
        _local = new LocalActorRefProvider(
            systemName, settings, eventStream, new RemoteDeployer(settings), deadLettersFactory: null);
    }

    public RemoteTransport Transport { get; private set; }

    public RemoteSettings RemoteSettings { get; }

    public IActorRef RemoteWatcher { get; private set; }

    public ActorPath RootPath => _local.RootPath;

    public IInternalActorRef RootGuardian => _local.RootGuardian;

    public LocalActorRef Guardian => _local.Guardian;

    public LocalActorRef SystemGuardian => _local.SystemGuardian;

    public IInternalActorRef TempContainer => _local.TempContainer;

    public IActorRef DeadLetters => _local.DeadLetters;

    public IActorRef IgnoreRef => _local.IgnoreRef;

    public Deployer Deployer => _local.Deployer;

    public Address DefaultAddress => Transport.DefaultAddress;

    public Information SerializationInformation { get => field ??= new Information(DefaultAddress, _system); }

    public Settings Settings => _local.Settings;

    public Task TerminationTask => _local.TerminationTask;

    public ActorPath TempPath() => _local.TempPath();

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _local.RegisterTempActor(actorRef, path);

    public void UnregisterTempActor(ActorPath path) => _local.UnregisterTempActor(path);

    public FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs) => _local.CreateFutureRef(tcs);

    public virtual void Init(ActorSystemImpl system)
    {
        _system = system;
        _local.Init(system);
        var remoting = new Tcp.Remoting(system, this);
        Transport = remoting;
        remoting.Start();
        system.SystemActorOf(RemoteSettings.ConfigureDispatcher(Props.Create(() => new RemotingTerminator(remoting))), "remoting-terminator");
        RemoteWatcher = CreateRemoteWatcher(system);
    }

    public IInternalActorRef ActorOf(
        ActorSystemImpl system,
        Props props,
        IInternalActorRef supervisor,
        ActorPath path,
        bool systemService,
        Deploy deploy,
        bool lookupDeploy,
        bool async)
    {
        var scope = deploy?.Scope as RemoteScope ?? props.Deploy.Scope as RemoteScope;
        if (scope is not null && !HasAddress(scope.Address))
        {
            throw new ConfigurationException($"[{path}] is to be deployed on [{scope.Address}]: deployment on other systems is not covered");
        }

        return _local.ActorOf(system, props, supervisor, path, systemService, deploy, lookupDeploy, async);
    }

    public bool HasAddress(Address address) => address == _local.RootPath.Address || Transport.Addresses.Contains(address);

    public IActorRef RootGuardianAt(Address address) => HasAddress(address) ? RootGuardian : CreateRemoteRef(new RootActorPath(address), LocalFor(address));

    public IActorRef ResolveActorRef(string path) => ActorPath.TryParse(path, out var parsed) ? ResolveActorRef(parsed) : DeadLetters;

    public IActorRef ResolveActorRef(ActorPath actorPath)
    {
        if (HasAddress(actorPath.Address)) return _local.ResolveActorRef(RootGuardian, actorPath);
        return actorPath.Address.HasLocalScope ? DeadLetters : CreateRemoteRef(actorPath, LocalFor(actorPath.Address));
    }

    public IInternalActorRef ResolveActorRefWithLocalAddress(string path, Address localAddress)
    {
        if (!ActorPath.TryParse(path, out var parsed)) return (IInternalActorRef)DeadLetters;
        return HasAddress(parsed.Address) ? _local.ResolveActorRef(RootGuardian, parsed) : CreateRemoteRef(parsed, localAddress);
    }

    public Address GetExternalAddressFor(Address address)
    {
        if (HasAddress(address)) return _local.RootPath.Address;
        return address.HasGlobalScope && address.Port is not null ? LocalFor(address) : null;
    }

    public void Quarantine(Address address, int? uid) => Transport.Quarantine(address, uid);

    protected virtual IActorRef CreateRemoteWatcher(ActorSystemImpl system)
    {
        var detector = CreateRemoteWatcherFailureDetector(system);
        var props = Remote.RemoteWatcher.Props(
            detector,
            RemoteSettings.WatchHeartBeatInterval,
            RemoteSettings.WatchUnreachableReaperInterval,
            RemoteSettings.WatchHeartbeatExpectedResponseAfter);
        return system.SystemActorOf(RemoteSettings.ConfigureDispatcher(props), "remote-watcher");
    }

    protected DefaultFailureDetectorRegistry<Address> CreateRemoteWatcherFailureDetector(ActorSystem system) => new(() =>
        FailureDetectorLoader.Load(RemoteSettings.WatchFailureDetectorImplementationClass, RemoteSettings.WatchFailureDetectorConfig, system));

    protected virtual IInternalActorRef CreateRemoteRef(ActorPath actorPath, Address localAddress) =>
        new RemoteActorRef(Transport, localAddress, actorPath, ActorRefs.Nobody, Props.None, Deploy.None);

    private Address LocalFor(Address remote) => Transport.LocalAddressForRemote(remote);

    private sealed class RemoteDeployer(Settings settings) : Deployer(settings)
    {
        public override Deploy ParseConfig(string key, Config config)
        {
            if (string.IsNullOrEmpty(config.GetString("remote"))) return base.ParseConfig(key, config);
            throw new ConfigurationException($"akka.actor.deployment.{key}.remote: deployment on other systems is not covered");
        }
    }

    /// <summary>Closes remoting when the users' actors have stopped, so that the news of their end still gets out.</summary>
    private sealed class RemotingTerminator : UntypedActor
    {
        private readonly RemoteTransport _transport;

        public RemotingTerminator(RemoteTransport transport)
        {
            _transport = transport;
            ((ExtendedActorSystem)Context.System).SystemGuardian.Tell(RegisterTerminationHook.Instance, Self);
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case TerminationHook:
                    _ = _transport.Shutdown().PipeTo(Self, ActorRefs.NoSender, () => new TransportClosed(null), failure => new TransportClosed(failure));
                    break;
                case TransportClosed closed:
                    if (closed.Failure is not null) _transport.Log.Error(closed.Failure, "Remoting did not shut down cleanly");
                    ((ExtendedActorSystem)Context.System).SystemGuardian.Tell(TerminationHookDone.Instance, Self);
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }

        private sealed record TransportClosed(Exception Failure);
    }
}
