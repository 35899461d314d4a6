using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>The dispatcher for everything: actors take turns on the threads of an executor.</summary>
public class Dispatcher : MessageDispatcher
{
    private readonly Lazy<ExecutorService> _executor;

    public Dispatcher(
        MessageDispatcherConfigurator configurator,
        string id,
        int throughput,
        long? throughputDeadlineTime,
        ExecutorServiceFactory executorServiceFactory,
        TimeSpan shutdownTimeout)
        : base(configurator)
    {
        Id = id;
        Throughput = throughput;
        ThroughputDeadlineTime = throughputDeadlineTime;
        ShutdownTimeout = shutdownTimeout;
        _executor = new Lazy<ExecutorService>(() => executorServiceFactory.Produce(id));
    }

    protected override void ExecuteTask(IRunnable run) => _executor.Value.Execute(run);

    private protected override void ExecuteAgain(IRunnable run)
    {
        if (_executor.Value is ThreadPoolExecutorService pool) pool.ExecuteBehindOthers(run);
        else _executor.Value.Execute(run);
    }

    protected override void Shutdown()
    {
        if (_executor.IsValueCreated) _executor.Value.Shutdown();
    }
}

/// <summary>A dispatcher with a thread of its own: for one actor, since each look-up gives a new one.</summary>
public sealed class PinnedDispatcher(
    MessageDispatcherConfigurator configurator,
    string id,
    int throughput,
    long? throughputDeadlineTime,
    ExecutorServiceFactory executorServiceFactory,
    TimeSpan shutdownTimeout)
    : Dispatcher(configurator, id, throughput, throughputDeadlineTime, executorServiceFactory, shutdownTimeout)
{
    // No look-up gives it again, so nobody else would end its thread.
    private protected override void Vacated() => Shutdown();
}

/// <summary>Every look-up gives the same dispatcher.</summary>
public sealed class DispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly Dispatcher _instance;

    public DispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) =>
        _instance = new Dispatcher(
            this,
            config.GetString("id"),
            config.GetInt("throughput"),
            config.GetTimeSpan("throughput-deadline-time").Ticks,
            ConfigureExecutor(),
            config.GetTimeSpan("shutdown-timeout"));

    public override MessageDispatcher Dispatcher() => _instance;
}

/// <summary>Every look-up gives a dispatcher with a thread of its own.</summary>
internal sealed class PinnedDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    public override MessageDispatcher Dispatcher() =>
        new PinnedDispatcher(
            this,
            Config.GetString("id"),
            Config.GetInt("throughput"),
            Config.GetTimeSpan("throughput-deadline-time").Ticks,
            new DedicatedThreadsFactory(Config.WithFallback("dedicated-thread-pool.thread-count = 1"), Prerequisites),
            Config.GetTimeSpan("shutdown-timeout"));
}
