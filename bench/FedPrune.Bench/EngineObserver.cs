using System.Collections.Concurrent;
using Akka.Actor;

namespace FedPrune.Bench;

/// <summary>Counts what happens in a schedule and notes what must not. It never influences anything.</summary>
internal sealed class EngineObserver
{
    private const int MostThreads = 8;

    private readonly ConcurrentDictionary<(int Watcher, IActorRef Target), Watching> _watching = new();
    private long _sent;
    private long _handled;
    private long _dead;

    public ConcurrentQueue<string> Broken { get; } = new();

    public bool NothingLost => Interlocked.Read(ref _sent) == Interlocked.Read(ref _handled) + Interlocked.Read(ref _dead);

    public bool AllDeathsTold => _watching.Values.All(watching => watching.MayBeUnwatched || watching.Told > 0);

    public void Breaks(string promise) => Broken.Enqueue(promise);

    public void Sends() => Interlocked.Increment(ref _sent);

    public void Handles() => Interlocked.Increment(ref _handled);

    public void BuriesLetter() => Interlocked.Increment(ref _dead);

    /// <summary>Notes that a watcher is to be told of a target's end, and gives the orders for the watcher.</summary>
    public void Watches(int watcher, IActorRef target, bool mayBeUnwatched, out IReadOnlyList<object> orders)
    {
        if (!_watching.TryAdd((watcher, target), new Watching(mayBeUnwatched))) Breaks($"the schedule watches {target} twice");
        orders = mayBeUnwatched
            ? [new ScheduledWatcher.Watch(target), new ScheduledWatcher.Unwatch(target)]
            : [new ScheduledWatcher.Watch(target)];
    }

    public void TellsOfDeath(int watcher, IActorRef target)
    {
        if (_watching.TryGetValue((watcher, target), out var watching)) Interlocked.Increment(ref watching.Told);
        else Breaks($"watcher {watcher} was told of {target}, which it did not watch");
    }

    /// <summary>What can only be said at the end.</summary>
    public void Judge()
    {
        foreach (var ((watcher, target), watching) in _watching)
        {
            if (watching.Told > 1) Breaks($"watcher {watcher} was told {watching.Told} times that {target} stopped");
        }
    }

    public override string ToString() =>
        $"{_sent} sent, {_handled} handled, {_dead} dead letters, "
        + $"{_watching.Values.Count(watching => !watching.MayBeUnwatched && watching.Told == 0)} deaths not told";

    private sealed class Watching(bool mayBeUnwatched)
    {
        public int Told;

        public bool MayBeUnwatched { get; } = mayBeUnwatched;
    }

    /// <summary>What outlives an incarnation of an actor: who is inside it, and the last number of each thread.</summary>
    public sealed class Diary(EngineObserver observer, string name)
    {
        private readonly int[] _last = new int[MostThreads];
        private int _inside;

        /// <summary>Called around all that an actor does.</summary>
        public void Inside(Action action)
        {
            if (Interlocked.Increment(ref _inside) != 1) observer.Breaks($"{name}: two messages at once");
            try
            {
                action();
            }
            finally
            {
                Interlocked.Decrement(ref _inside);
            }
        }

        public void Handle(Numbered message)
        {
            if (message.Number <= _last[message.Thread]) observer.Breaks($"{name}: {message} came after number {_last[message.Thread]}");
            _last[message.Thread] = message.Number;
            observer.Handles();
        }
    }
}
