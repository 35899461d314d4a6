using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A system's configuration, read once.</summary>
public class Settings
{
    private readonly Config _userConfig;
    private Config _fallback;
    private HashSet<string> _debugs;

    public Settings(ActorSystem system, Config config)
        : this(system, config, ActorSystemSetup.Empty)
    {
    }

    public Settings(ActorSystem system, Config config, ActorSystemSetup setup)
    {
        System = system;
        Setup = setup;
        _userConfig = config;
        _fallback = ConfigurationFactory.Default();
        Config = config.SafeWithFallback(_fallback);
        ProviderSelectionType = setup.Get<BootstrapSetup>().FlatSelect(b => b.ActorRefProvider)
            .GetOrElse(ProviderSelection.Named(Config.GetString("akka.actor.provider")));
        StdoutLogger = CreateStdoutLogger();
    }

    public ActorSystem System { get; }

    public Config Config { get; private set; }

    public ActorSystemSetup Setup { get; }

    public ProviderSelection ProviderSelectionType { get; }

    public string ProviderClass => ProviderSelectionType.Fqn;

    public bool HasCluster => ProviderSelectionType.HasCluster;

    public string SupervisorStrategyClass => Config.GetString("akka.actor.guardian-supervisor-strategy");

    public string ConfigVersion => Config.GetString("akka.version");

    public string Home => Config.GetString("akka.home", "");

    public bool SerializeAllMessages => Config.GetBoolean("akka.actor.serialize-messages");

    public bool SerializeAllCreators => Config.GetBoolean("akka.actor.serialize-creators");

    public TimeSpan AskTimeout { get => field != default ? field : field = Config.GetTimeSpan("akka.actor.ask-timeout", allowInfinite: true); }

    public TimeSpan CreationTimeout => Config.GetTimeSpan("akka.actor.creation-timeout");

    public TimeSpan UnstartedPushTimeout => Config.GetTimeSpan("akka.actor.unstarted-push-timeout");

    public TimeSpan SchedulerShutdownTimeout => Config.GetTimeSpan("akka.scheduler.shutdown-timeout");

    public string SchedulerClass => Config.GetString("akka.scheduler.implementation");

    public string LogLevel => Config.GetString("akka.loglevel");

    public string StdoutLogLevel => Config.GetString("akka.stdout-loglevel");

    public MinimalLogger StdoutLogger { get; }

    public IList<string> Loggers => Config.GetStringList("akka.loggers");

    public string LoggersDispatcher => Config.GetString("akka.loggers-dispatcher");

    public TimeSpan LoggerStartTimeout => Config.GetTimeSpan("akka.logger-startup-timeout");

    public bool LoggerAsyncStart => Config.GetBoolean("akka.logger-async-start");

    public bool LogConfigOnStart => Config.GetBoolean("akka.log-config-on-start");

    public bool LogSerializerOverrideOnStart => Config.GetBoolean("akka.log-serializer-override-on-start");

    /// <summary>How many dead letters are logged before they are only counted; 0 for none.</summary>
    public int LogDeadLetters => Config.GetString("akka.log-dead-letters") switch
    {
        "on" or "true" => int.MaxValue,
        "off" or "false" => 0,
        _ => Config.GetInt("akka.log-dead-letters"),
    };

    public bool LogDeadLettersDuringShutdown => Config.GetBoolean("akka.log-dead-letters-during-shutdown");

    public TimeSpan LogDeadLettersSuspendDuration => Config.GetTimeSpan("akka.log-dead-letters-suspend-duration");

    public bool AddLoggingReceive => Config.GetBoolean("akka.actor.debug.receive");

    public bool DebugAutoReceive => Debugs("autoreceive");

    public bool DebugLifecycle => Debugs("lifecycle");

    public bool DebugEventStream => Debugs("event-stream");

    public bool DebugUnhandledMessage => Debugs("unhandled");

    public bool DebugRouterMisconfiguration => Debugs("router-misconfiguration");

    public bool DebugTimerScheduler => Debugs("log-timers");

    public bool FsmDebugEvent => Debugs("fsm");

    public bool EmitActorTelemetry => Config.GetBoolean("akka.actor.telemetry.enabled");

    public int DefaultVirtualNodesFactor => Config.GetInt("akka.actor.deployment.default.virtual-nodes-factor");

    public bool CoordinatedShutdownTerminateActorSystem => Config.GetBoolean("akka.coordinated-shutdown.terminate-actor-system");

    public bool CoordinatedShutdownRunByActorSystemTerminate =>
        Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate");

    /// <summary>Puts more defaults below what the user set; used by the parts of a system that bring their own.</summary>
    public void InjectTopLevelFallback(Config config)
    {
        _fallback = config.SafeWithFallback(_fallback);
        Config = _userConfig.SafeWithFallback(_fallback);
    }

    public override string ToString() => Config.ToString(includeFallback: true);

    internal ILogMessageFormatter Formatter { get => field ??= CreateFormatter(); }

    private bool Debugs(string what) => (_debugs ??= ReadDebugs()).Contains(what);

    private HashSet<string> ReadDebugs() =>
        [.. Config.GetConfig("akka.actor.debug").AsEnumerable().Where(entry => entry.Value.GetBoolean()).Select(entry => entry.Key)];

    private MinimalLogger CreateStdoutLogger()
    {
        var name = Config.GetString("akka.stdout-logger-class");
        if (string.IsNullOrEmpty(name)) return new StandardOutLogger();
        var type = Type.GetType(name) ?? throw new ConfigurationException($"Could not load type of {nameof(StdoutLogger)}: [{name}]");
        return (MinimalLogger)Activator.CreateInstance(type);
    }

    private ILogMessageFormatter CreateFormatter()
    {
        var name = Config.GetString("akka.logger-formatter");
        if (name is null || name.StartsWith(typeof(DefaultLogMessageFormatter).FullName, StringComparison.Ordinal))
        {
            return DefaultLogMessageFormatter.Instance;
        }

        var type = Type.GetType(name) ?? throw new ConfigurationException($"Could not load type of logger formatter [{name}]");
        return (ILogMessageFormatter)Activator.CreateInstance(type);
    }
}
