using Akka.Actor;

namespace Akka.Event;

/// <summary>Subscribers by classifier: each event goes to those whose classifier it fits.</summary>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TClassifier, HashSet<TSubscriber>> _subscribers = [];
    private System.Collections.Concurrent.ConcurrentDictionary<TClassifier, TSubscriber[]> _receivers = new();

    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_lock)
        {
            if (!_subscribers.TryGetValue(classifier, out var subscribers)) _subscribers[classifier] = subscribers = [];
            if (!subscribers.Add(subscriber)) return false;
            Forget();
            return true;
        }
    }

    public virtual bool Unsubscribe(TSubscriber subscriber)
    {
        lock (_lock)
        {
            var removed = false;
            foreach (var subscribers in _subscribers.Values) removed |= subscribers.Remove(subscriber);
            if (removed) Forget();
            return removed;
        }
    }

    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_lock)
        {
            var removed = false;
            foreach (var (subscribed, subscribers) in _subscribers)
            {
                if (IsSubClassification(classifier, subscribed)) removed |= subscribers.Remove(subscriber);
            }

            if (removed) Forget();
            return removed;
        }
    }

    public virtual void Publish(TEvent @event)
    {
        var classifier = GetClassifier(@event);
        var receivers = Volatile.Read(ref _receivers);
        if (!receivers.TryGetValue(classifier, out var subscribers))
        {
            lock (_lock)
            {
                subscribers = [.. _subscribers.Where(entry => Classify(@event, entry.Key)).SelectMany(entry => entry.Value).Distinct()];
                _receivers[classifier] = subscribers;
            }
        }

        foreach (var subscriber in subscribers) Publish(@event, subscriber);
    }

    protected string SimpleName(object source) => SimpleName(source.GetType());

    protected string SimpleName(Type source) => source.Name;

    protected abstract bool IsSubClassification(TClassifier parent, TClassifier child);

    protected abstract void Publish(TEvent @event, TSubscriber subscriber);

    protected abstract bool Classify(TEvent @event, TClassifier classifier);

    protected abstract TClassifier GetClassifier(TEvent @event);

    private void Forget() => Volatile.Write(ref _receivers, new());
}

public abstract class ActorEventBus<TEvent, TClassifier> : EventBus<TEvent, TClassifier, IActorRef>;

/// <summary>Events by their class and what that extends or implements.</summary>
public class LoggingBus : ActorEventBus<object, Type>
{
    private readonly List<IActorRef> _loggers = [];
    private MinimalLogger _stdout;
    private bool _stdoutSubscribed;

    public LogLevel LogLevel { get; private set; } = LogLevel.ErrorLevel;

    public void SetLogLevel(LogLevel logLevel)
    {
        LogLevel = logLevel;
        foreach (var logger in _loggers) SubscribeLogger(logger, logLevel);
    }

    public void StartStdoutLogger(Settings config)
    {
        _stdout = config.StdoutLogger;
        SubscribeStdout(Logging.LogLevelFor(config.StdoutLogLevel));
        LogLevel = Logging.LogLevelFor(config.StdoutLogLevel);
    }

    /// <summary>Starts the loggers that the configuration names; from then on standard output is theirs to use.</summary>
    internal void StartDefaultLoggers(Actor.Internal.ActorSystemImpl system)
    {
        var level = Logging.LogLevelFor(system.Settings.LogLevel);
        var keepStdout = false;
        var number = 0;
        foreach (var name in system.Settings.Loggers)
        {
            var type = Type.GetType(name) ?? throw new Configuration.ConfigurationException(
                $"Logger specified in config cannot be found: \"{name}\"");
            if (type == typeof(StandardOutLogger)) keepStdout = true;
            else AddLogger(system, type, level, ++number);
        }

        LogLevel = level;
        if (system.Settings.DebugUnhandledMessage)
        {
            Subscribe(system.SystemActorOf(Props.Create(() => new UnhandledMessageForwarder(this)), "UnhandledMessageForwarder"), typeof(UnhandledMessage));
        }

        if (!keepStdout) Unsubscribe(_stdout);
        _stdoutSubscribed = keepStdout;
    }

    /// <summary>The end of the system: what is still logged goes to standard output.</summary>
    internal void StopLoggers()
    {
        if (_stdout is null) return;
        if (!_stdoutSubscribed) SubscribeStdout(LogLevel);
        foreach (var logger in _loggers) Unsubscribe(logger);
        _loggers.Clear();
    }

    protected override bool IsSubClassification(Type parent, Type child) => parent.IsAssignableFrom(child);

    protected override void Publish(object @event, IActorRef subscriber) => subscriber.Tell(@event, ActorRefs.NoSender);

    protected override bool Classify(object @event, Type classifier) => classifier.IsInstanceOfType(@event);

    protected override Type GetClassifier(object @event) => @event.GetType();

    /// <summary>Logs what no behaviour handled.</summary>
    private sealed class UnhandledMessageForwarder(LoggingBus bus) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is not UnhandledMessage unhandled) return;
            var recipient = unhandled.Recipient;
            bus.Publish(new Debug(
                recipient.Path.ToString(), recipient.GetType(), $"Unhandled message from {unhandled.Sender} : {unhandled.Message}"));
        }
    }

    private void AddLogger(Actor.Internal.ActorSystemImpl system, Type type, LogLevel level, int number)
    {
        var logger = system.SystemActorOf(
            Props.Create(type).WithDispatcher(system.Settings.LoggersDispatcher), $"log{number}-{type.Name}");
        var started = logger.Ask<LoggerInitialized>(new InitializeLogger(this), system.Settings.LoggerStartTimeout);
        if (!system.Settings.LoggerAsyncStart) WaitFor(started, type);
        _loggers.Add(logger);
        SubscribeLogger(logger, level);
        Publish(new Debug($"EventStream({system.Name})", GetType(), $"Logger {logger.Path.Name} [{type.FullName}] started"));
    }

    private void WaitFor(Task started, Type type)
    {
        try
        {
            started.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is AskTimeoutException or TaskCanceledException)
        {
            Publish(new Warning(GetType().Name, GetType(), $"Logger {type.FullName} did not respond within the timeout to InitializeLogger"));
        }
    }

    private void SubscribeStdout(LogLevel level) => SubscribeLogger(_stdout, level);

    private void SubscribeLogger(IActorRef logger, LogLevel level)
    {
        foreach (var each in Enum.GetValues<LogLevel>())
        {
            if (each >= level) Subscribe(logger, each.ClassFor());
            else Unsubscribe(logger, each.ClassFor());
        }
    }
}
