using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>The dispatchers of an actor system, made from their sections of the configuration when they are first looked up.</summary>
public sealed class Dispatchers
{
    public const string DefaultDispatcherId = "akka.actor.default-dispatcher";

    public const string DefaultBlockingDispatcherId = "akka.actor.default-blocking-io-dispatcher";

    public const string SynchronizedDispatcherId = "akka.actor.synchronized-dispatcher";

    internal const string InternalDispatcherId = "akka.actor.internal-dispatcher";

    private const int MaximumAliases = 10;

    private readonly ActorSystem _system;
    private readonly ILoggingAdapter _logger;
    private readonly ConcurrentDictionary<string, MessageDispatcherConfigurator> _configurators = new(StringComparer.Ordinal);
    private MessageDispatcher _default;

    public Dispatchers(ActorSystem system, IDispatcherPrerequisites prerequisites, ILoggingAdapter logger)
    {
        _system = system;
        _logger = logger;
        Prerequisites = prerequisites;
    }

    public IDispatcherPrerequisites Prerequisites { get; }

    public Config DefaultDispatcherConfig =>
        ConfigFor(DefaultDispatcherId, Prerequisites.Settings.Config.GetConfig(DefaultDispatcherId));

    public MessageDispatcher DefaultGlobalDispatcher => _default ??= Lookup(DefaultDispatcherId);

    /// <summary>A dispatcher's section; an id may also name another id.</summary>
    public static Config GetConfig(Config config, string id, int depth = 0)
    {
        if (depth > MaximumAliases)
        {
            throw new ConfigurationException($"Could not find a concrete dispatcher config after following {MaximumAliases} deep.");
        }

        if (!config.HasPath(id)) throw new ConfigurationException($"Dispatcher [{id}] not configured");
        var value = config.GetValue(id);
        return value.IsString() ? GetConfig(config, value.GetString(), depth + 1) : config.GetConfig(id);
    }

    public bool HasDispatcher(string id) => _configurators.ContainsKey(id) || Prerequisites.Settings.Config.HasPath(id);

    public bool RegisterConfigurator(string id, MessageDispatcherConfigurator configurator) => _configurators.TryAdd(id, configurator);

    public MessageDispatcher Lookup(string dispatcherName) =>
        _configurators.GetOrAdd(string.IsNullOrEmpty(dispatcherName) ? DefaultDispatcherId : dispatcherName, CreateConfigurator).Dispatcher();

    internal void Shutdown()
    {
        foreach (var configurator in _configurators.Values.OfType<DispatcherConfigurator>()) configurator.Dispatcher().ShutDownNow();
    }

    private MessageDispatcherConfigurator CreateConfigurator(string id)
    {
        if (!Prerequisites.Settings.Config.HasPath(id)) throw new ConfigurationException($"Dispatcher [{id}] not configured");
        var config = ConfigFor(id, GetConfig(Prerequisites.Settings.Config, id));
        var type = config.GetString("type");
        switch (type)
        {
            case "Dispatcher" or "SynchronizedDispatcher":
                return new DispatcherConfigurator(config, Prerequisites);
            case "TaskDispatcher":
                return new DispatcherConfigurator(WithExecutor(config, "task-executor"), Prerequisites);
            case "ForkJoinDispatcher":
                return new DispatcherConfigurator(WithExecutor(config, "fork-join-executor"), Prerequisites);
            case "PinnedDispatcher":
                return new PinnedDispatcherConfigurator(config, Prerequisites);
            case null or "":
                throw new ConfigurationException($"Missing dispatcher `type` property in dispatcher configuration for [{id}]");
            default:
                return CreateCustom(type, id, config);
        }
    }

    private MessageDispatcherConfigurator CreateCustom(string typeName, string id, Config config)
    {
        var type = Type.GetType(typeName)
            ?? throw new ConfigurationException($"Could not resolve dispatcher type {typeName} for path {id}");
        _logger?.Log(LogLevel.DebugLevel, null, $"Dispatcher [{id}] is made by {Names.Qualified(type)} in {_system.Name}");
        return (MessageDispatcherConfigurator)Activator.CreateInstance(type, config, Prerequisites);
    }

    private static Config WithExecutor(Config config, string executor) =>
        ConfigurationFactory.ParseString($"executor = {executor}").WithFallback(config);

    private Config ConfigFor(string id, Config config)
    {
        var name = id[(id.LastIndexOf('.') + 1)..];
        return ConfigurationFactory.ParseString($"id = \"{id}\", name = \"{name}\"")
            .WithFallback(config)
            .WithFallback(Prerequisites.Settings.Config.GetConfig(DefaultDispatcherId));
    }
}
