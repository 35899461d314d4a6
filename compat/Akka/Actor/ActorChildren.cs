using System.Collections;
using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Why an actor waits for children to stop.</summary>
internal enum ChildrenAwaitedFor
{
    Nothing,
    UserRequest,
    Creation,
    Recreation,
    Termination,
}

/// <summary>
/// The children of a cell by name. Made with the first child. Only the parent's own thread changes it, but for children
/// of the guardians, which any thread may create: hence the lock, under which nothing runs but this class.
/// </summary>
internal sealed class ActorChildren
{
    /// <summary>The children of a cell that has stopped: none, and none can be added.</summary>
    public static readonly ActorChildren None = new() { _closed = true };

    private static readonly object Reserved = new();

    // A value is the reservation mark, the child's reference or, once it has failed, its restart statistics.
    private readonly Dictionary<string, object> _byName = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private HashSet<IActorRef> _dying;
    private volatile ChildrenAwaitedFor _awaitedFor;
    private volatile bool _closed;

    public Exception RestartCause { get; private set; }

    public bool IsWaiting => _awaitedFor is ChildrenAwaitedFor.Creation or ChildrenAwaitedFor.Recreation;

    public bool IsTerminating => _closed || _awaitedFor == ChildrenAwaitedFor.Termination;

    public bool IsNormal => !_closed && _awaitedFor is ChildrenAwaitedFor.Nothing or ChildrenAwaitedFor.UserRequest;

    public void Reserve(string name)
    {
        lock (_lock)
        {
            if (IsTerminating) throw new InvalidOperationException("Cannot create child while terminating or terminated");
            if (!_byName.TryAdd(name, Reserved)) throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
        }
    }

    public void Unreserve(string name)
    {
        lock (_lock)
        {
            if (_byName.TryGetValue(name, out var value) && value == Reserved) _byName.Remove(name);
        }
    }

    public void Add(IInternalActorRef child)
    {
        lock (_lock) _byName[child.Path.Name] = child;
    }

    public IInternalActorRef ByName(string name)
    {
        lock (_lock) return _byName.TryGetValue(name, out var value) ? RefOf(value) : null;
    }

    public bool Contains(IActorRef actor)
    {
        lock (_lock) return _byName.TryGetValue(actor.Path.Name, out var value) && RefOf(value) is { } child && child.Equals(actor);
    }

    public ChildRestartStats StatsOf(IActorRef actor)
    {
        lock (_lock)
        {
            if (!_byName.TryGetValue(actor.Path.Name, out var value) || RefOf(value) is not { } child || !child.Equals(actor)) return null;
            if (value is ChildRestartStats existing) return existing;
            var stats = new ChildRestartStats(child);
            _byName[actor.Path.Name] = stats;
            return stats;
        }
    }

    public IReadOnlyList<IInternalActorRef> Refs()
    {
        lock (_lock)
        {
            var refs = new List<IInternalActorRef>(_byName.Count);
            foreach (var value in _byName.Values)
            {
                if (RefOf(value) is { } child) refs.Add(child);
            }

            return refs;
        }
    }

    public IReadOnlyCollection<ChildRestartStats> AllStats() => [.. Refs().Select(StatsOf).Where(stats => stats is not null)];

    public void ShallDie(IActorRef child)
    {
        lock (_lock)
        {
            if (_awaitedFor == ChildrenAwaitedFor.Termination) return;
            (_dying ??= []).Add(child);
            if (_awaitedFor == ChildrenAwaitedFor.Nothing) _awaitedFor = ChildrenAwaitedFor.UserRequest;
        }
    }

    /// <summary>True if there are children to wait for; false if what was asked for can go ahead at once.</summary>
    public bool AwaitDeaths(ChildrenAwaitedFor reason, Exception restartCause = null)
    {
        lock (_lock)
        {
            if (_closed) return false;
            var waiting = reason == ChildrenAwaitedFor.Termination ? _byName.Count > 0 : _dying is { Count: > 0 };
            if (!waiting)
            {
                _closed = reason == ChildrenAwaitedFor.Termination;
                return false;
            }

            RestartCause = restartCause;
            _awaitedFor = reason;
            return true;
        }
    }

    /// <summary>Takes out a child that has stopped; says what was being waited for if it was the last to wait for.</summary>
    public ChildrenAwaitedFor Remove(IActorRef child)
    {
        lock (_lock)
        {
            if (_byName.TryGetValue(child.Path.Name, out var value) && RefOf(value) is { } known && known.Equals(child))
            {
                _byName.Remove(child.Path.Name);
            }

            _dying?.Remove(child);
            var awaitedFor = _awaitedFor;
            var done = awaitedFor == ChildrenAwaitedFor.Termination ? _byName.Count == 0 : _dying is null or { Count: 0 };
            if (!done) return ChildrenAwaitedFor.Nothing;
            _dying = null;
            _closed |= awaitedFor == ChildrenAwaitedFor.Termination;
            _awaitedFor = ChildrenAwaitedFor.Nothing;
            return awaitedFor;
        }
    }

    /// <summary>The statistics of all children, made only for a strategy that looks at them.</summary>
    internal sealed class LazyStats(ActorChildren children) : IReadOnlyCollection<ChildRestartStats>
    {
        private readonly Lazy<IReadOnlyCollection<ChildRestartStats>> _all = new(children.AllStats);

        public int Count => _all.Value.Count;

        public IEnumerator<ChildRestartStats> GetEnumerator() => _all.Value.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static IInternalActorRef RefOf(object value) => value as IInternalActorRef ?? (value as ChildRestartStats)?.Child;
}
