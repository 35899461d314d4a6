using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>Threads that run what a dispatcher gives them.</summary>
public abstract class ExecutorService(string id)
{
    public string Id { get; } = id;

    public abstract void Execute(IRunnable run);

    public abstract void Shutdown();
}

public abstract class ExecutorServiceFactory
{
    public abstract ExecutorService Produce(string id);
}

public abstract class ExecutorServiceConfigurator(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceFactory
{
    public Config Config { get; } = config;

    public IDispatcherPrerequisites Prerequisites { get; } = prerequisites;
}

public class RejectedExecutionException(string message = null, Exception inner = null) : AkkaException(message, inner);

/// <summary>The process's thread pool.</summary>
internal sealed class ThreadPoolExecutorService(string id) : ExecutorService(id)
{
    public override void Execute(IRunnable run)
    {
        if (run is Mailbox) Lanes.Instance.Run(run);
        else ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: true);
    }

    public void ExecuteBehindOthers(IRunnable run) => Lanes.Instance.RunBehindOthers(run);

    public override void Shutdown()
    {
    }
}

internal sealed class TaskSchedulerExecutorService(string id, TaskScheduler scheduler) : ExecutorService(id)
{
    public override void Execute(IRunnable run) =>
        new Task(static r => ((IRunnable)r).Run(), run).Start(scheduler);

    public override void Shutdown()
    {
    }
}

/// <summary>So many threads of its own, fed in order from one queue.</summary>
internal sealed class DedicatedThreadsExecutorService : ExecutorService
{
    private readonly BlockingCollection<IRunnable> _work = [];

    public DedicatedThreadsExecutorService(string id, int threadCount, bool background)
        : base(id)
    {
        for (var i = 1; i <= threadCount; i++)
        {
            new Thread(Work) { IsBackground = background, Name = $"{id}_{i}" }.Start();
        }
    }

    public override void Execute(IRunnable run)
    {
        try
        {
            _work.Add(run);
        }
        catch (InvalidOperationException e)
        {
            throw new RejectedExecutionException("The executor has been shut down", e);
        }
    }

    public override void Shutdown() => _work.CompleteAdding();

    private void Work()
    {
        foreach (var run in _work.GetConsumingEnumerable()) run.Run();
    }
}

internal sealed class ThreadPoolFactory(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new ThreadPoolExecutorService(id);
}

internal sealed class TaskSchedulerFactory(Config config, IDispatcherPrerequisites prerequisites, TaskScheduler scheduler)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new TaskSchedulerExecutorService(id, scheduler);
}

internal sealed class DedicatedThreadsFactory(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id)
    {
        var pool = Config.GetConfig("dedicated-thread-pool");
        var background = !string.Equals(pool?.GetString("threadtype", "background"), "foreground", StringComparison.OrdinalIgnoreCase);
        return new DedicatedThreadsExecutorService(id, pool?.GetInt("thread-count") ?? ForkJoinParallelism(), background);
    }

    private int ForkJoinParallelism()
    {
        var fork = Config.GetConfig("fork-join-executor");
        return fork is null
            ? Environment.ProcessorCount
            : ThreadPoolConfig.ScaledPoolSize(
                fork.GetInt("parallelism-min"), fork.GetDouble("parallelism-factor", 1.0), fork.GetInt("parallelism-max"));
    }
}

/// <summary>The size of a pool by the machine's cores.</summary>
public class ThreadPoolConfig(Config config)
{
    public int PoolSizeMin { get; } = config.GetInt("core-pool-size-min");

    public double PoolSizeFactor { get; } = config.GetDouble("core-pool-size-factor");

    public int PoolSizeMax { get; } = config.GetInt("core-pool-size-max");

    public static int ScaledPoolSize(int floor, double scalar, int ceiling) =>
        Math.Min(Math.Max((int)(Environment.ProcessorCount * scalar), floor), ceiling);
}

internal static class Executors
{
    /// <summary>The executor that a dispatcher's section names, by alias or by type.</summary>
    public static ExecutorServiceConfigurator Configure(Config config, IDispatcherPrerequisites prerequisites)
    {
        var executor = config.GetString("executor");
        switch (executor)
        {
            case null or "" or "default-executor" or "thread-pool-executor" or "channel-executor":
                return new ThreadPoolFactory(config, prerequisites);
            case "fork-join-executor":
                return new DedicatedThreadsFactory(config, prerequisites);
            case "task-executor":
                return new TaskSchedulerFactory(config, prerequisites, TaskScheduler.Default);
            case "current-context-executor":
                return new TaskSchedulerFactory(config, prerequisites, TaskScheduler.FromCurrentSynchronizationContext());
            default:
                var type = Type.GetType(executor) ?? throw new ConfigurationException(
                    $"Could not resolve executor service configurator type {executor} for path {config.GetString("id")}");
                return (ExecutorServiceConfigurator)Activator.CreateInstance(type, config, prerequisites);
        }
    }
}
