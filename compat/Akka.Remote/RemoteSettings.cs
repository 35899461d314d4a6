using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Remote;

/// <summary><c>akka.remote</c>, read once.</summary>
public class RemoteSettings
{
    internal static readonly string AkkaScheme = "akka";

    public RemoteSettings(Config config)
    {
        Config = config;
        var remote = config.GetConfig("akka.remote");
        TrustedSelectionPaths = new HashSet<string>(remote.GetStringList("trusted-selection-paths", []), StringComparer.Ordinal);
        UntrustedMode = remote.GetBoolean("untrusted-mode");
        LogReceive = remote.GetBoolean("log-received-messages");
        LogSend = remote.GetBoolean("log-sent-messages");
        LogBufferSizeExceeding = OffOr(remote, "log-buffer-size-exceeding", remote.GetInt, 0);
        RemoteLifecycleEventsLogLevel = remote.GetString("log-remote-lifecycle-events", "DEBUG");
        if (string.Equals(RemoteLifecycleEventsLogLevel, "on", StringComparison.OrdinalIgnoreCase)) RemoteLifecycleEventsLogLevel = "DEBUG";
        Dispatcher = remote.GetString("use-dispatcher");
        FlushWait = remote.GetTimeSpan("flush-wait-on-shutdown");
        ShutdownTimeout = remote.GetTimeSpan("shutdown-timeout");
        StartupTimeout = remote.GetTimeSpan("startup-timeout");
        RetryGateClosedFor = remote.GetTimeSpan("retry-gate-closed-for");
        SysMsgBufferSize = remote.GetInt("system-message-buffer-size");
        InitialSysMsgDeliveryTimeout = remote.GetTimeSpan("initial-system-message-delivery-timeout");
        QuarantineDuration = remote.GetTimeSpan("prune-quarantine-marker-after");
        TransportNames = remote.GetStringList("enabled-transports");
        WatchFailureDetectorConfig = remote.GetConfig("watch-failure-detector");
        WatchFailureDetectorImplementationClass = WatchFailureDetectorConfig.GetString("implementation-class");
        WatchHeartBeatInterval = WatchFailureDetectorConfig.GetTimeSpan("heartbeat-interval");
        WatchUnreachableReaperInterval = WatchFailureDetectorConfig.GetTimeSpan("unreachable-nodes-reaper-interval");
        WatchHeartbeatExpectedResponseAfter = WatchFailureDetectorConfig.GetTimeSpan("expected-response-after");
    }

    public Config Config { get; }

    public HashSet<string> TrustedSelectionPaths { get; set; }

    public bool UntrustedMode { get; set; }

    public bool LogSend { get; set; }

    public bool LogReceive { get; set; }

    /// <summary>Messages that wait for one remote system before that is logged; 0 for never.</summary>
    public int LogBufferSizeExceeding { get; set; }

    public string RemoteLifecycleEventsLogLevel { get; set; }

    public string Dispatcher { get; set; }

    public TimeSpan ShutdownTimeout { get; set; }

    public TimeSpan FlushWait { get; set; }

    public IList<string> TransportNames { get; set; }

    public TimeSpan RetryGateClosedFor { get; set; }

    public int SysMsgBufferSize { get; set; }

    public TimeSpan InitialSysMsgDeliveryTimeout { get; set; }

    public TimeSpan? QuarantineDuration { get; set; }

    public TimeSpan StartupTimeout { get; set; }

    public Config WatchFailureDetectorConfig { get; set; }

    public string WatchFailureDetectorImplementationClass { get; set; }

    public TimeSpan WatchHeartBeatInterval { get; set; }

    public TimeSpan WatchUnreachableReaperInterval { get; set; }

    public TimeSpan WatchHeartbeatExpectedResponseAfter { get; set; }

    public Props ConfigureDispatcher(Props props) => string.IsNullOrEmpty(Dispatcher) ? props : props.WithDispatcher(Dispatcher);

    /// <summary>The least level at which lifecycle events are logged; null for none.</summary>
    internal LogLevel? LifecycleLogLevel() => RemoteLifecycleEventsLogLevel.ToUpperInvariant() switch
    {
        "OFF" or "FALSE" => null,
        "INFO" => LogLevel.InfoLevel,
        "WARNING" => LogLevel.WarningLevel,
        "ERROR" => LogLevel.ErrorLevel,
        _ => LogLevel.DebugLevel,
    };

    private static int OffOr(Config config, string path, Func<string, int, int> read, int off) =>
        config.GetString(path) is null or "off" or "false" ? off : read(path, off);
}
