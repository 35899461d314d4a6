using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>The next message; null if none comes within <paramref name="max"/>.</summary>
    public object ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        MessageAsync(Patience.Blocking, max, cancellationToken).Get();

    public ValueTask<object> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        MessageAsync(Patience.Async, max, cancellationToken);

    public bool TryReceiveOne(out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var received = NextAsync(Patience.Blocking, max, cancellationToken).Get();
        envelope = received ?? NullMessageEnvelope.Instance;
        return received is not null;
    }

    public async ValueTask<(bool success, MessageEnvelope envelope)> TryReceiveOneAsync(
        TimeSpan? max, CancellationToken cancellationToken = default)
    {
        var received = await NextAsync(Patience.Async, max, cancellationToken);
        return (received is not null, received ?? NullMessageEnvelope.Instance);
    }

    /// <summary>The next message, which stays there; null if none comes within <paramref name="max"/>.</summary>
    public object PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        PeekAsync(Patience.Blocking, max, cancellationToken).Get()?.Message;

    public object PeekOne(CancellationToken cancellationToken) => PeekOne(null, cancellationToken);

    public async ValueTask<object> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        (await PeekAsync(Patience.Async, max, cancellationToken))?.Message;

    public ValueTask<object> PeekOneAsync(CancellationToken cancellationToken) => PeekOneAsync(null, cancellationToken);

    public bool TryPeekOne(out MessageEnvelope envelope, TimeSpan? max, CancellationToken cancellationToken)
    {
        var seen = PeekAsync(Patience.Blocking, max, cancellationToken).Get();
        envelope = seen ?? NullMessageEnvelope.Instance;
        return seen is not null;
    }

    public async ValueTask<(bool success, MessageEnvelope envelope)> TryPeekOneAsync(TimeSpan? max, CancellationToken cancellationToken)
    {
        var seen = await PeekAsync(Patience.Async, max, cancellationToken);
        return (seen is not null, seen ?? NullMessageEnvelope.Instance);
    }

    /// <summary>So many messages, whatever they are.</summary>
    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        SomeAsync(Patience.Blocking, numberOfMessages, RemainingOrDefault, cancellationToken).Get();

    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        SomeAsync(Patience.Blocking, numberOfMessages, Bounded(max), cancellationToken).Get();

    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Each(SomeAsync(Patience.Async, numberOfMessages, RemainingOrDefault, cancellationToken));

    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        Each(SomeAsync(Patience.Async, numberOfMessages, Bounded(max), cancellationToken));

    internal static async IAsyncEnumerable<T> Each<T>(ValueTask<List<T>> messages)
    {
        foreach (var message in await messages) yield return message;
    }

    /// <summary>A duration given by the test, as long as the innermost <c>Within</c> allows.</summary>
    private TimeSpan Bounded(TimeSpan max)
    {
        max.EnsureIsPositiveFinite(nameof(max));
        return Dilated(max).Min(RemainingOr(Timeout.InfiniteTimeSpan));
    }

    private async ValueTask<object> MessageAsync(Patience patience, TimeSpan? max, CancellationToken cancellationToken) =>
        (await NextAsync(patience, max, cancellationToken))?.Message;

    private ValueTask<MessageEnvelope> PeekAsync(Patience patience, TimeSpan? max, CancellationToken cancellationToken) =>
        _backlog.NextAsync(patience, Limit(max), take: false, cancellationToken);

    private async ValueTask<MessageEnvelope> NextAsync(Patience patience, TimeSpan? max, CancellationToken cancellationToken)
    {
        var received = await _backlog.NextAsync(patience, Limit(max), take: true, cancellationToken);
        _lastWasWhile = false;
        _last = received ?? NullMessageEnvelope.Instance;
        return received;
    }

    private TimeSpan Limit(TimeSpan? max) => max is not { } given ? RemainingOrDefault : given.IsInfinite() ? Timeout.InfiniteTimeSpan : given;

    private async ValueTask<List<object>> SomeAsync(Patience patience, int count, TimeSpan max, CancellationToken cancellationToken)
    {
        var (start, messages) = (Now, new List<object>(count));
        while (messages.Count < count)
        {
            var received = await NextAsync(patience, Left(start + max), cancellationToken);
            _assertions.AssertTrue(
                received is not null,
                "Timeout ({0}) while expecting {1} messages. Only got {2} after {3}.",
                max,
                count,
                messages.Count,
                Now - start);
            messages.Add(received!.Message);
        }

        return messages;
    }
}
