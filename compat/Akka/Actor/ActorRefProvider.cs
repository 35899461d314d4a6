using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Routing;
using Akka.Serialization;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Makes and finds references. A system that reaches others has a provider that knows them too.</summary>
public interface IActorRefProvider
{
    IInternalActorRef RootGuardian { get; }

    LocalActorRef Guardian { get; }

    LocalActorRef SystemGuardian { get; }

    IActorRef DeadLetters { get; }

    IActorRef IgnoreRef { get; }

    ActorPath RootPath { get; }

    Settings Settings { get; }

    Deployer Deployer { get; }

    IInternalActorRef TempContainer { get; }

    Task TerminationTask { get; }

    Address DefaultAddress { get; }

    Information SerializationInformation { get; }

    IActorRef RootGuardianAt(Address address);

    void Init(ActorSystemImpl system);

    ActorPath TempPath();

    void RegisterTempActor(IInternalActorRef actorRef, ActorPath path);

    void UnregisterTempActor(ActorPath path);

    FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs);

    IInternalActorRef ActorOf(
        ActorSystemImpl system,
        Props props,
        IInternalActorRef supervisor,
        ActorPath path,
        bool systemService,
        Deploy deploy,
        bool lookupDeploy,
        bool async);

    IActorRef ResolveActorRef(string path);

    IActorRef ResolveActorRef(ActorPath actorPath);

    Address GetExternalAddressFor(Address address);
}

/// <summary>The provider of a system that is alone.</summary>
public sealed class LocalActorRefProvider : IActorRefProvider
{
    private readonly Func<ActorPath, IInternalActorRef> _deadLettersFactory;
    private readonly TaskCompletionSource<Status> _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, IInternalActorRef> _extraNames = new(StringComparer.Ordinal);
    private readonly ActorPath _tempNode;
    private ActorSystemImpl _system;
    private VirtualPathContainer _tempContainer;
    private RootGuardianActorRef _rootGuardian;
    private long _tempNumber;
    private MailboxType _defaultMailbox;

    public LocalActorRefProvider(string systemName, Settings settings, EventStream eventStream)
        : this(systemName, settings, eventStream, deployer: null, deadLettersFactory: null)
    {
    }

    public LocalActorRefProvider(
        string systemName,
        Settings settings,
        EventStream eventStream,
        Deployer deployer,
        Func<ActorPath, IInternalActorRef> deadLettersFactory)
    {
        Settings = settings;
        EventStream = eventStream;
        Deployer = deployer ?? new Deployer(settings);
        RootPath = new RootActorPath(new Address("akka", systemName));
        _tempNode = RootPath / "temp";
        Log = Logging.GetLogger(eventStream, $"LocalActorRefProvider({RootPath.Address})");
        _deadLettersFactory = deadLettersFactory ?? (path => new DeadLetterActorRef(this, path, EventStream));
        DeadLetters = _deadLettersFactory(RootPath / "deadLetters");
        IgnoreRef = new IgnoreActorRef(this, new RootActorPath(new Address("akka", "local")) / "ignore");
    }

    public IActorRef DeadLetters { get; }

    public IActorRef IgnoreRef { get; }

    public Deployer Deployer { get; }

    public IInternalActorRef RootGuardian => _rootGuardian;

    public ActorPath RootPath { get; }

    public Settings Settings { get; }

    public LocalActorRef SystemGuardian { get; private set; }

    public IInternalActorRef TempContainer => _tempContainer;

    public Task TerminationTask => _terminated.Task;

    public LocalActorRef Guardian { get; private set; }

    public EventStream EventStream { get; }

    public Address DefaultAddress => RootPath.Address;

    public ILoggingAdapter Log { get; }

    public Information SerializationInformation => new(DefaultAddress, _system);

    public IActorRef RootGuardianAt(Address address) => address == RootPath.Address ? _rootGuardian : DeadLetters;

    /// <summary>Makes a name below the root that leads to this reference.</summary>
    public void RegisterExtraName(string name, IInternalActorRef actor) => _extraNames.Add(name, actor);

    public void Init(ActorSystemImpl system)
    {
        _system = system;
        var dispatcher = system.Dispatchers.Lookup(Dispatchers.InternalDispatcherId);
        _defaultMailbox = system.Mailboxes.Lookup(Mailboxes.DefaultMailboxId);
        var above = new RootGuardianSupervisor(new RootActorPath(RootPath.Address, "bubble-walker"), this, _terminated, Log);
        _rootGuardian = new RootGuardianActorRef(
            system, Props.Create(() => new GuardianActor()), dispatcher, _defaultMailbox, above, RootPath, (IInternalActorRef)DeadLetters, _extraNames);
        var root = _rootGuardian.Cell;
        var guardianProps = Props.Create(() => new GuardianActor())
            .WithSupervisorStrategy(SupervisorStrategyConfigurator.CreateConfigurator(Settings.SupervisorStrategyClass).Create());
        Guardian = Reserve(root, guardianProps, "user", dispatcher);
        IActorRef guardian = Guardian;
        SystemGuardian = Reserve(root, Props.Create(() => new SystemGuardianActor(guardian)), "system", dispatcher);
        _tempContainer = new VirtualPathContainer(system.Provider, _tempNode, _rootGuardian);
        _rootGuardian.SetTempContainer(_tempContainer);
        _rootGuardian.SendSystemMessage(new Dispatch.SysMsg.Watch(SystemGuardian, _rootGuardian));
        _rootGuardian.Start();
        Guardian.Start();
        SystemGuardian.Start();
        EventStream.StartUnsubscriber(system);
    }

    public ActorPath TempPath() => new ChildActorPath(_tempNode, Names.Encode(Interlocked.Increment(ref _tempNumber), ""), ActorPath.UndefinedUid);

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _tempContainer.AddChild(path.Name, actorRef);

    public void UnregisterTempActor(ActorPath path) => _tempContainer.RemoveChild(path.Name);

    public FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs) => new(tcs, path: null, _system.Provider);

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
        var effective = WithDeployment(props, path, deploy, lookupDeploy && !systemService);
        if (props.RouterConfig is not NoRouter || deploy?.RouterConfig is not (null or NoRouter))
        {
            return RouterOf(system, effective, supervisor, path);
        }

        if (effective.RouterConfig is not NoRouter && Settings.DebugRouterMisconfiguration)
        {
            Log.Warning("Configuration says that [{0}] should be a router, but code disagrees. Remove the config or add a RouterConfig to its Props.", path);
        }

        var plan = PlanFor(effective, path);
        return new LocalActorRef(system, effective, plan.Dispatcher, plan.MailboxType, supervisor, path);
    }

    public IActorRef ResolveActorRef(string path) =>
        ActorPath.TryParse(path, out var actorPath) && actorPath.Address == RootPath.Address
            ? ResolveActorRef(_rootGuardian, actorPath)
            : DeadLetters;

    public IActorRef ResolveActorRef(ActorPath path) => path.Root.Equals(RootPath) ? ResolveActorRef(_rootGuardian, path) : DeadLetters;

    public Address GetExternalAddressFor(Address address) => address == RootPath.Address ? address : null;

    internal IInternalActorRef ResolveActorRef(IInternalActorRef from, ActorPath path)
    {
        if (path.Depth == 0) return from;
        var found = from.GetChild(path.Elements);
        var uidFits = path.Uid == ActorPath.UndefinedUid || found.Path.Uid == path.Uid;
        return found.IsNobody() || !uidFits
            ? new EmptyLocalActorRef(_system.Provider, path, EventStream)
            : (IInternalActorRef)found;
    }

    internal DeploymentPlan PlanFor(Props props, ActorPath path)
    {
        if (props.Plan is { } plan && plan.System == _system && plan.Dispatcher is not PinnedDispatcher) return plan;
        var dispatcherId = props.Dispatcher ?? Dispatchers.DefaultDispatcherId;
        if (!_system.Dispatchers.HasDispatcher(dispatcherId))
        {
            throw new ConfigurationException($"Dispatcher [{dispatcherId}] not configured for path {path}");
        }

        try
        {
            var dispatcher = _system.Dispatchers.Lookup(dispatcherId);
            return props.Plan = new DeploymentPlan(_system, dispatcher, _system.Mailboxes.GetMailboxType(props, dispatcher.Configurator.Config));
        }
        catch (Exception e)
        {
            throw new ConfigurationException(
                $"Configuration problem while creating [{path}] with dispatcher [{dispatcherId}] and mailbox [{props.Mailbox}]", e);
        }
    }

    private RoutedActorRef RouterOf(ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path)
    {
        var config = props.RouterConfig;
        config.VerifyConfig(path);
        var router = Props.Empty.WithRouter(config).WithDispatcher(config.RouterDispatcher);
        return new RoutedActorRef(system, router, PlanFor(router, path), props.WithRouter(NoRouter.Instance), supervisor, path);
    }

    private Props WithDeployment(Props props, ActorPath path, Deploy deploy, bool lookup)
    {
        var configured = lookup ? Deployer.Lookup(path) : Deploy.None;
        if (ReferenceEquals(configured, Deploy.None) && deploy is null) return props;
        var combined = ReferenceEquals(configured, Deploy.None) ? props.Deploy : configured.WithFallback(props.Deploy);
        return props.WithDeploy(deploy is null ? combined : deploy.WithFallback(combined));
    }

    private LocalActorRef Reserve(ActorCell root, Props props, string name, MessageDispatcher dispatcher)
    {
        var reference = new LocalActorRef(
            _system, props, dispatcher, _defaultMailbox, _rootGuardian, new ChildActorPath(RootPath, name, ActorPath.UndefinedUid));
        root.AddGuardian(reference);
        return reference;
    }
}
