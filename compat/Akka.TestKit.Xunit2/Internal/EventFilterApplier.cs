using Akka.Actor;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit.Internal;

/// <summary>Counts what the filters match while something runs.</summary>
internal sealed class EventFilterApplier(TestKitBase testkit, ActorSystem system, IReadOnlyList<EventFilterBase> filters)
    : IEventFilterApplier
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(10);

    public EventFilterFactory And => new(testkit, system, filters);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        Blocking(TestKitBase.Returning(action), null, expectedCount, cancellationToken);

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Blocking(TestKitBase.Returning(action), timeout, expectedCount, cancellationToken);

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default) =>
        Blocking(func, null, expectedCount, cancellationToken);

    public T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Blocking(func, timeout, expectedCount, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        Async(TestKitBase.ReturningAsync(actionAsync), null, expectedCount, cancellationToken);

    public Task ExpectAsync(
        int expectedCount, Func<Task> actionAsync, TimeSpan? timeout, CancellationToken cancellationToken = default) =>
        Async(TestKitBase.ReturningAsync(actionAsync), timeout, expectedCount, cancellationToken);

    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        Async(TestKitBase.ReturningAsync(action), timeout, expectedCount, cancellationToken);

    public Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Async(func, null, expectedCount, cancellationToken);

    public Task<T> ExpectAsync<T>(
        int expectedCount, TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Async(func, timeout, expectedCount, cancellationToken);

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) => Expect(1, action, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Expect(1, timeout, action, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) => Expect(1, func, cancellationToken);

    public T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Expect(1, timeout, func, cancellationToken);

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, actionAsync, cancellationToken);

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, action, cancellationToken);

    public Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, func, cancellationToken);

    public Task<T> ExpectOneAsync<T>(TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, func, cancellationToken);

    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default) => Blocking(func, null, null, cancellationToken);

    public void Mute(Action action, CancellationToken cancellationToken = default) =>
        Blocking(TestKitBase.Returning(action), null, null, cancellationToken);

    public IUnmutableFilter Mute() => new Muted(system, filters);

    public Task<T> MuteAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Async(func, null, null, cancellationToken);

    public Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default) =>
        Async(TestKitBase.ReturningAsync(action), null, null, cancellationToken);

    private T Blocking<T>(Func<T> run, TimeSpan? timeout, int? expected, CancellationToken cancellationToken) =>
        InterceptAsync(Patience.Blocking, () => ValueTask.FromResult(run()), timeout, expected, cancellationToken).Get();

    private Task<T> Async<T>(Func<Task<T>> run, TimeSpan? timeout, int? expected, CancellationToken cancellationToken) =>
        InterceptAsync(Patience.Async, async () => await run(), timeout, expected, cancellationToken).AsTask();

    private async ValueTask<T> InterceptAsync<T>(
        Patience patience, Func<ValueTask<T>> run, TimeSpan? timeout, int? expected, CancellationToken cancellationToken)
    {
        var limit = testkit.RemainingOrDilated(timeout);
        using var counter = new MatchCounter(filters);
        using var muted = new Muted(system, filters);
        var result = await run();
        if (expected is { } count) await CheckAsync(patience, counter, count, limit, cancellationToken);
        return result;
    }

    private async ValueTask CheckAsync(
        Patience patience, MatchCounter counter, int expected, TimeSpan limit, CancellationToken cancellationToken)
    {
        var awaited = Math.Max(expected, 1); // of no event there is always one too many to wait for
        await TestKitBase.HoldsAsync(patience, () => ValueTask.FromResult(counter.Count >= awaited), limit, s_interval, cancellationToken);
        await LogFlush.AllHandledAsync(patience, system, cancellationToken);
        if (counter.Count == expected) return;
        testkit.Reporter.Fail(counter.Count < expected
            ? $"Timeout ({limit}) while waiting for messages. Only received {counter.Count}/{expected} messages that matched filter {Names()}"
            : $"Received {Messages(counter.Count - expected)} too many. Expected {Messages(expected)} but received {counter.Count} that matched filter {Names()}");
    }

    private string Names() => string.Join(", ", filters.Select(static filter => $"[{filter}]"));

    private static string Messages(int count) => count == 1 ? "1 message" : $"{count} messages";

    private sealed class MatchCounter : IDisposable
    {
        private readonly IReadOnlyList<EventFilterBase> _filters;
        private int _count;

        internal MatchCounter(IReadOnlyList<EventFilterBase> filters)
        {
            _filters = filters;
            foreach (var filter in filters) filter.EventMatched += Add;
        }

        internal int Count => Volatile.Read(ref _count);

        public void Dispose()
        {
            foreach (var filter in _filters) filter.EventMatched -= Add;
        }

        private void Add(EventFilterBase filter, Event.LogEvent logEvent) => Interlocked.Increment(ref _count);
    }

    private sealed class Muted : IUnmutableFilter
    {
        private readonly ActorSystem _system;
        private readonly IReadOnlyList<EventFilterBase> _filters;

        internal Muted(ActorSystem system, IReadOnlyList<EventFilterBase> filters)
        {
            _system = system;
            _filters = filters;
            system.EventStream.Publish(new Mute(filters));
        }

        public void Unmute() => _system.EventStream.Publish(new Unmute(_filters));

        public void Dispose() => Unmute();
    }
}
