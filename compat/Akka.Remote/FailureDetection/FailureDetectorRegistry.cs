using System.Collections.Concurrent;

namespace Akka.Remote;

/// <summary>A failure detector for each of several resources.</summary>
public interface IFailureDetectorRegistry<in T>
{
    /// <summary>Whether it is thought to be alive; also if nothing is known of it.</summary>
    bool IsAvailable(T resource);

    bool IsMonitoring(T resource);

    void Heartbeat(T resource);

    void Remove(T resource);

    void Reset();
}

/// <summary>Makes a detector with the first heartbeat of a resource.</summary>
public class DefaultFailureDetectorRegistry<T>(Func<FailureDetector> factory) : IFailureDetectorRegistry<T>
{
    private readonly ConcurrentDictionary<T, FailureDetector> _detectors = new();

    public bool IsAvailable(T resource) => !_detectors.TryGetValue(resource, out var detector) || detector.IsAvailable;

    public bool IsMonitoring(T resource) => _detectors.TryGetValue(resource, out var detector) && detector.IsMonitoring;

    public void Heartbeat(T resource) => _detectors.GetOrAdd(resource, static (_, make) => make(), factory).HeartBeat();

    public void Remove(T resource) => _detectors.TryRemove(resource, out _);

    public void Reset() => _detectors.Clear();
}
