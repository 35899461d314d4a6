using System.Reflection;
using System.Text;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor.Internal;

/// <summary>The actor system: brings its parts up in order and takes them down again.</summary>
public class ActorSystemImpl : ExtendedActorSystem
{
    private readonly Extensions _extensions;
    private readonly TerminationCallbacks _terminationCallbacks;
    private readonly Mailboxes _mailboxes;
    private readonly LogSourceAdapter _log;
    private Serialization.Serialization _serialization;

    public ActorSystemImpl(string name)
        : this(name, ConfigurationFactory.Load(), ActorSystemSetup.Empty)
    {
    }

    public ActorSystemImpl(string name, Config config, ActorSystemSetup setup, Option<Props>? guardianProps = null)
    {
        if (!IsValidName(name))
        {
            throw new ArgumentException(
                $"Invalid ActorSystem name [{name}], must contain only word characters (i.e. [a-zA-Z0-9] plus non-leading '-')", nameof(name));
        }

        if (config is null) throw new ArgumentNullException(nameof(config), $"Cannot create {typeof(ActorSystem)}: Configuration must not be null.");
        Name = name;
        GuardianProps = guardianProps ?? Option<Props>.None;
        Settings = new Settings(this, config, setup);
        SerializesMessages = Settings.SerializeAllMessages;
        LogsReceive = Settings.AddLoggingReceive;
        EventStream = new EventStream(Settings.DebugEventStream);
        EventStream.StartStdoutLogger(Settings);
        _log = new LogSourceAdapter(this);
        Scheduler = CreateScheduler();
        Provider = CreateProvider();
        _mailboxes = new Mailboxes(this);
        Dispatchers = new Dispatchers(
            this, new DefaultDispatcherPrerequisites(EventStream, Scheduler, Settings, _mailboxes), Logging.GetLogger(EventStream, "Dispatchers"));
        _extensions = new Extensions(this);
        _terminationCallbacks = new TerminationCallbacks(() => Provider.TerminationTask);
    }

    public Option<Props> GuardianProps { get; }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override EventStream EventStream { get; }

    public override IScheduler Scheduler { get; }

    public override IActorRefProvider Provider { get; }

    public override Dispatchers Dispatchers { get; }

    public override Mailboxes Mailboxes => _mailboxes;

    public override Serialization.Serialization Serialization =>
        LazyInitializer.EnsureInitialized(ref _serialization, () => new Serialization.Serialization(this));

    public override ILoggingAdapter Log => _log.Adapter;

    public override IActorRef DeadLetters => Provider.DeadLetters;

    public override IActorRef IgnoreRef => Provider.IgnoreRef;

    public override IInternalActorRef Guardian => Provider.Guardian;

    public override IInternalActorRef LookupRoot => Provider.RootGuardian;

    public override IInternalActorRef SystemGuardian => Provider.SystemGuardian;

    public override Task WhenTerminated => _terminationCallbacks.Done;

    /// <summary>Whether every message is serialized and read back, to find those that cannot be.</summary>
    internal bool SerializesMessages { get; }

    /// <summary>Whether actors that are <see cref="ILogReceive"/> log every message.</summary>
    internal bool LogsReceive { get; }

    public void Start()
    {
        try
        {
            Provider.Init(this);
            RegisterOnTermination(ShutDownParts);
            EventStream.StartDefaultLoggers(this);
            if (Settings.LogDeadLetters > 0) SystemActorOf<DeadLetterListener>("deadLetterListener");
            _extensions.LoadConfigured(Settings.Config.GetStringList("akka.extensions", []));
            CoordinatedShutdown.Get(this);
            if (Settings.LogConfigOnStart) Log.Info(Settings.ToString());
        }
        catch
        {
            Abort();
            throw;
        }
    }

    public override IActorRef ActorOf(Props props, string name = null) => Provider.Guardian.Cell.AttachChild(props, false, name);

    public override IActorRef SystemActorOf(Props props, string name = null) => Provider.SystemGuardian.Cell.AttachChild(props, true, name);

    public override IActorRef SystemActorOf<TActor>(string name = null) => SystemActorOf(Props.Create<TActor>(), name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this);

    public override ActorSelection ActorSelection(string actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this, Provider.RootGuardian);

    public override void Stop(IActorRef actor)
    {
        var parent = actor.Path.Parent;
        if (parent == Provider.Guardian.Path) Provider.Guardian.Tell(new Dispatch.SysMsg.StopChild(actor));
        else if (parent == Provider.SystemGuardian.Path) Provider.SystemGuardian.Tell(new Dispatch.SysMsg.StopChild(actor));
        else ((IInternalActorRef)actor).Stop();
    }

    public override Task Terminate()
    {
        if (Settings.CoordinatedShutdownRunByActorSystemTerminate && Provider.Guardian is not null)
        {
            _ = CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        }
        else
        {
            FinalTerminate();
        }

        return WhenTerminated;
    }

    public override void Abort() => FinalTerminate();

    public override void RegisterOnTermination(Action code) => _terminationCallbacks.Add(code);

    public override object RegisterExtension(IExtensionId extension) => _extensions.Register(extension);

    public override object GetExtension(IExtensionId extensionId) => _extensions.Get(extensionId.ExtensionType);

    public override T GetExtension<T>() => (T)_extensions.Get(typeof(T));

    public override bool HasExtension(Type type) => _extensions.TryGet(type, out _);

    public override bool HasExtension<T>() => HasExtension(typeof(T));

    public override bool TryGetExtension(Type extensionType, out object extension) => _extensions.TryGet(extensionType, out extension);

    public override bool TryGetExtension<T>(out T extension)
    {
        var found = _extensions.TryGet(typeof(T), out var value);
        extension = (T)value;
        return found;
    }

    public override string PrintTree()
    {
        var text = new StringBuilder();
        Print(LookupRoot, "", text);
        return text.ToString();
    }

    public override string ToString() => LookupRoot.Path.Root.Address.ToString();

    internal void FinalTerminate()
    {
        if (Provider.Guardian is { } guardian) guardian.Stop();
        else _terminationCallbacks.RunNow();
    }

    private static bool IsValidName(string name) =>
        !string.IsNullOrEmpty(name) && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static void Print(IActorRef node, string indent, StringBuilder text)
    {
        text.Append(indent).Append("-> ").Append(node.Path.Name.Length == 0 ? "/" : node.Path.Name).Append(' ').AppendLine(node.ToString());
        if (node is not ActorRefWithCell withCell) return;
        foreach (var child in withCell.Children) Print(child, indent + "   ", text);
    }

    private IScheduler CreateScheduler()
    {
        var type = TypeNamed(Settings.SchedulerClass, "akka.scheduler.implementation");
        return (IScheduler)Activator.CreateInstance(
            type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, [Settings.Config, Log], null);
    }

    private IActorRefProvider CreateProvider()
    {
        var type = TypeNamed(Settings.ProviderClass, "akka.actor.provider");
        return (IActorRefProvider)Activator.CreateInstance(type, Name, Settings, EventStream);
    }

    private static Type TypeNamed(string name, string key) =>
        Type.GetType(name) ?? throw new ConfigurationException($"'{key}' is not a valid type name : '{name}'");

    private void ShutDownParts()
    {
        (Scheduler as IDisposable)?.Dispose();
        Dispatchers.Shutdown();
    }
}

/// <summary>The system's own log, which exists from the moment the event stream does.</summary>
internal sealed class LogSourceAdapter(ActorSystem system)
{
    public ILoggingAdapter Adapter { get; } = Logging.GetLogger(system.EventStream, $"ActorSystem({system.Name})");
}

/// <summary>What is to run when the system has terminated, the last registered first.</summary>
internal sealed class TerminationCallbacks
{
    private readonly Lock _lock = new();
    private readonly Stack<Action> _actions = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<Task> _upstream;
    private bool _listening;
    private bool _ran;

    public TerminationCallbacks(Func<Task> upstream)
    {
        _upstream = upstream;
    }

    public Task Done => _done.Task;

    public void Add(Action code)
    {
        lock (_lock)
        {
            if (_ran) throw new InvalidOperationException("ActorSystem already terminated.");
            _actions.Push(code);
            if (_listening) return;
            _listening = true;
        }

        _ = _upstream().ContinueWith(static (_, me) => ((TerminationCallbacks)me).RunNow(), this, TaskScheduler.Default);
    }

    public void RunNow()
    {
        Action[] actions;
        lock (_lock)
        {
            if (_ran) return;
            _ran = true;
            actions = [.. _actions];
        }

        List<Exception> failures = null;
        foreach (var action in actions)
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                (failures ??= []).Add(e);
            }
        }

        if (failures is null) _done.TrySetResult();
        else _done.TrySetException(failures);
    }
}
