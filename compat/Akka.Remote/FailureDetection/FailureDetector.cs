using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Remote;

/// <summary>The time in milliseconds from an arbitrary origin; it only moves forward.</summary>
public delegate long Clock();

/// <summary>Decides from heartbeats whether what sends them is alive.</summary>
public abstract class FailureDetector
{
    public static readonly Clock DefaultClock = static () => (long)Stopwatch.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Whether it is thought to be alive; also before the first heartbeat.</summary>
    public abstract bool IsAvailable { get; }

    /// <summary>Whether a heartbeat has been seen.</summary>
    public abstract bool IsMonitoring { get; }

    public abstract void HeartBeat();
}

/// <summary>Alive until no heartbeat has come for the interval plus an acceptable pause.</summary>
public class DeadlineFailureDetector : FailureDetector
{
    private readonly Clock _clock;
    private readonly long _deadlineMillis;
    private long _latest;
    private bool _active;

    public DeadlineFailureDetector(TimeSpan acceptableHeartbeatPause, TimeSpan heartbeatInterval, Clock clock = null)
    {
        if (acceptableHeartbeatPause < TimeSpan.Zero)
        {
            throw new ArgumentException("failure-detector.acceptable-heartbeat-pause must be >= 0s", nameof(acceptableHeartbeatPause));
        }

        if (heartbeatInterval <= TimeSpan.Zero)
        {
            throw new ArgumentException("failure-detector.heartbeat-interval must be > 0s", nameof(heartbeatInterval));
        }

        _clock = clock ?? DefaultClock;
        _deadlineMillis = (long)(acceptableHeartbeatPause + heartbeatInterval).TotalMilliseconds;
    }

    public DeadlineFailureDetector(Config config, EventStream eventStream)
        : this(config.GetTimeSpan("acceptable-heartbeat-pause"), config.GetTimeSpan("heartbeat-interval"))
    {
    }

    public override bool IsAvailable => !Volatile.Read(ref _active) || Volatile.Read(ref _latest) + _deadlineMillis > _clock();

    public override bool IsMonitoring => Volatile.Read(ref _active);

    public override void HeartBeat()
    {
        Volatile.Write(ref _latest, _clock());
        Volatile.Write(ref _active, true);
    }
}

/// <summary>Makes the detector that the configuration names.</summary>
public static class FailureDetectorLoader
{
    public static FailureDetector Load(string fqcn, Config config, ActorSystem system)
    {
        var type = Type.GetType(fqcn) ?? throw new ConfigurationException($"Could not create custom FailureDetector {fqcn}: there is no such type");
        return (FailureDetector)Activator.CreateInstance(type, config, system.EventStream);
    }

    public static FailureDetector LoadFailureDetector(this IActorContext context, string fqcn, Config config) =>
        Load(fqcn, config, context.System);
}
