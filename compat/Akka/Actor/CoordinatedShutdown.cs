using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Takes a system down in phases, each with the tasks that were added to it. Which phases, in which order: <c>akka.coordinated-shutdown</c>.</summary>
public sealed class CoordinatedShutdown : IExtension
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";
    public const string PhaseClusterLeave = "cluster-leave";
    public const string PhaseClusterExiting = "cluster-exiting";
    public const string PhaseClusterExitingDone = "cluster-exiting-done";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private readonly ImmutableArray<ShutdownPhase> _phases;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(string Name, Func<Task<Done>> Task)>> _tasks = new(StringComparer.Ordinal);
    private readonly ILoggingAdapter _log;
    private readonly TaskCompletionSource<Done> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Reason _reason;

    internal CoordinatedShutdown(ExtendedActorSystem system)
    {
        System = system;
        _log = Logging.GetLogger(system, "CoordinatedShutdown");
        _phases = ShutdownPhase.InOrder(system.Settings.Config.GetConfig("akka.coordinated-shutdown"));
    }

    public ExtendedActorSystem System { get; }

    /// <summary>Why the system is going down; null while it is not.</summary>
    public Reason ShutdownReason => Volatile.Read(ref _reason);

    public TimeSpan TotalTimeout => TimeSpan.FromTicks(_phases.Sum(phase => phase.Timeout.Ticks));

    public static CoordinatedShutdown Get(ActorSystem sys) =>
        sys.WithExtension<CoordinatedShutdown, CoordinatedShutdownExtension>();

    /// <summary>Adds a task to a phase. The tasks of a phase run together; the next phase begins when all are done or the time is over.</summary>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        if (!_phases.Any(known => known.Name == phase))
        {
            throw new ConfigurationException(
                $"Unknown phase [{phase}], known phases [{string.Join(",", _phases.Select(p => p.Name))}]. All phases (along with their optional dependencies) must be defined in configuration.");
        }

        _tasks.GetOrAdd(phase, static _ => new()).Enqueue((taskName, task));
    }

    public TimeSpan Timeout(string phase) =>
        _phases.FirstOrDefault(known => known.Name == phase)?.Timeout
        ?? throw new ArgumentException($"Unknown phase [{phase}]. All phases must be defined in configuration.", nameof(phase));

    /// <summary>Runs all phases, or those from one on. Only the first call does; later ones give the same task.</summary>
    public Task<Done> Run(Reason reason, string fromPhase = null)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is not null) return _done.Task;
        _log.Info("CoordinatedShutdown invoked due to [{0}]. Exiting with [ExitCode:{1}].", reason, reason.ExitCode);
        _ = RunPhases(fromPhase);
        return _done.Task;
    }

    internal static void InitPhaseActorSystemTerminate(ActorSystem system, CoordinatedShutdown coordinated)
    {
        if (!system.Settings.CoordinatedShutdownTerminateActorSystem) return;
        coordinated.AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
        {
            ((Internal.ActorSystemImpl)system).FinalTerminate();
            await system.WhenTerminated.ConfigureAwait(false);
            return Done.Instance;
        });
    }

    private async Task RunPhases(string fromPhase)
    {
        try
        {
            var phases = fromPhase is null ? _phases : [.. _phases.SkipWhile(phase => phase.Name != fromPhase)];
            foreach (var phase in phases) await RunPhase(phase).ConfigureAwait(false);
            _done.TrySetResult(Done.Instance);
        }
        catch (Exception e)
        {
            _done.TrySetException(e);
        }
    }

    private async Task RunPhase(ShutdownPhase phase)
    {
        (string Name, Func<Task<Done>> Task)[] tasks = _tasks.TryGetValue(phase.Name, out var added) ? [.. added] : [];
        _log.Debug("Performing phase [{0}] with [{1}] tasks.", phase.Name, tasks.Length);
        if (tasks.Length == 0) return;
        var all = Task.WhenAll(tasks.Select(task => RunTask(phase, task.Name, task.Task)));
        try
        {
            await all.WaitAsync(phase.Timeout).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!all.IsCompleted)
        {
            if (!phase.Recover) throw;
            _log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", phase.Name, phase.Timeout);
        }
    }

    private async Task RunTask(ShutdownPhase phase, string name, Func<Task<Done>> task)
    {
        try
        {
            await task().ConfigureAwait(false);
        }
        catch (Exception e) when (phase.Recover)
        {
            _log.Warning(e, "Task [{0}] failed in phase [{1}]: {2}", name, phase.Name, e.Message);
        }
    }

    /// <summary>Why a system goes down, and with which code its process should exit.</summary>
    public abstract class Reason
    {
        public abstract int ExitCode { get; }

        public override string ToString() => $"Reason:{GetType().FullName}";
    }

    public class UnknownReason : Reason
    {
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason()
        {
        }

        public override int ExitCode => 0;
    }

    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }

        public override int ExitCode => 0;
    }

    public class ClrExitReason : Reason
    {
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason()
        {
        }

        public override int ExitCode => 0;
    }

    public class ClusterDowningReason : Reason
    {
        public static readonly Reason Instance = new ClusterDowningReason();

        private ClusterDowningReason()
        {
        }

        public override int ExitCode => -1;
    }

    public class ClusterLeavingReason : Reason
    {
        public static readonly Reason Instance = new ClusterLeavingReason();

        private ClusterLeavingReason()
        {
        }

        public override int ExitCode => 0;
    }

    public class ClusterJoinUnsuccessfulReason : Reason
    {
        public static readonly Reason Instance = new ClusterJoinUnsuccessfulReason();

        private ClusterJoinUnsuccessfulReason()
        {
        }

        public override int ExitCode => -1;
    }
}

public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system)
    {
        var coordinated = new CoordinatedShutdown(system);
        CoordinatedShutdown.InitPhaseActorSystemTerminate(system, coordinated);
        return coordinated;
    }
}

/// <summary>A phase of a shutdown.</summary>
internal sealed record ShutdownPhase(string Name, ImmutableHashSet<string> DependsOn, TimeSpan Timeout, bool Recover)
{
    /// <summary>Every phase after those it depends on.</summary>
    public static ImmutableArray<ShutdownPhase> InOrder(Config config)
    {
        var byDefault = config.GetTimeSpan("default-phase-timeout", TimeSpan.FromSeconds(5));
        var all = config.GetConfig("phases").AsEnumerable().ToDictionary(
            entry => entry.Key,
            entry => entry.Value.GetObject() is null ? new ShutdownPhase(entry.Key, [], byDefault, true) : Read(entry.Key, entry.Value.ToConfig(), byDefault),
            StringComparer.Ordinal);
        var ordered = ImmutableArray.CreateBuilder<ShutdownPhase>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in all.Keys) Visit(name, []);
        return ordered.ToImmutable();

        void Visit(string name, ImmutableHashSet<string> above)
        {
            if (done.Contains(name)) return;
            if (above.Contains(name))
            {
                throw new ArgumentException($"Cycle detected in graph of phases. It must be a DAG. phase [{name}] depends transitively on itself. All dependencies: {string.Join(",", above)}");
            }

            var phase = all.GetValueOrDefault(name) ?? new ShutdownPhase(name, [], byDefault, true);
            foreach (var dependency in phase.DependsOn) Visit(dependency, above.Add(name));
            done.Add(name);
            ordered.Add(phase);
        }
    }

    private static ShutdownPhase Read(string name, Config config, TimeSpan byDefault) => new(
        name,
        [.. config.GetStringList("depends-on", [])],
        config.GetTimeSpan("timeout", byDefault),
        config.GetBoolean("recover", true));
}
