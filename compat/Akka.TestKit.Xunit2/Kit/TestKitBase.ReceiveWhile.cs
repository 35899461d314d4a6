using System.Collections;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>What <paramref name="filter"/> makes of the messages, up to the first that it makes null of, which stays there.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveWhile(filter, max, null, msgs, cancellationToken);

    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, TimeSpan? idle, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveWhile(filter, max, idle, msgs, cancellationToken);

    public IReadOnlyList<T> ReceiveWhile<T>(
        Func<object, T> filter,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        WhileAsync(Patience.Blocking, Made(filter), max, idle, msgs, cancellationToken).Get();

    /// <summary>The messages of one type up to the first that <paramref name="shouldContinue"/> does not hold of, which stays there.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(
        Predicate<T> shouldContinue,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default) =>
        WhileAsync(Patience.Blocking, Held(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, cancellationToken).Get();

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveWhileAsync(filter, max, null, msgs, cancellationToken);

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, TimeSpan? idle, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveWhileAsync(filter, max, idle, msgs, cancellationToken);

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Func<object, T> filter,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        Each(WhileAsync(Patience.Async, Made(filter), max, idle, msgs, cancellationToken));

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Predicate<T> shouldContinue,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default) =>
        Each(WhileAsync(Patience.Async, Held(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, cancellationToken));

    /// <summary>All messages until none came for <paramref name="max"/>, or there are <paramref name="maxMessages"/>.</summary>
    public async Task<ArrayList> WaitForRadioSilenceAsync(
        TimeSpan? max = null, uint? maxMessages = null, CancellationToken cancellationToken = default)
    {
        var silence = RemainingOrDilated(max);
        var messages = new ArrayList();
        while (await NextAsync(Patience.Async, silence, cancellationToken) is { } received)
        {
            messages.Add(received.Message);
            if (messages.Count > maxMessages)
                _assertions.Fail("Received more than {0} messages (so far) without {1} of silence.", maxMessages, silence);
        }

        return messages;
    }

    private static Func<object, (bool GoesOn, bool Counts, T Value)> Made<T>(Func<object, T> filter) => message =>
    {
        var made = filter(message);
        return (made is not null, true, made);
    };

    private static Func<object, (bool GoesOn, bool Counts, T Value)> Held<T>(Predicate<T> goesOn, bool ignoreOthers) => message =>
        message is T typed ? (goesOn(typed), true, typed) : (ignoreOthers, false, default);

    private async ValueTask<List<T>> WhileAsync<T>(
        Patience patience,
        Func<object, (bool GoesOn, bool Counts, T Value)> judge,
        TimeSpan? max,
        TimeSpan? idle,
        int count,
        CancellationToken cancellationToken)
    {
        var deadline = Now + RemainingOrDilated(max);
        var taken = new List<T>();
        var last = _last;
        while (taken.Count < count && await _backlog.NextAsync(patience, Left(deadline).Min(idle), take: false, cancellationToken) is { } next)
        {
            var (goesOn, counts, value) = judge(next.Message);
            if (!goesOn) break;
            await _backlog.NextAsync(patience, TimeSpan.Zero, take: true, cancellationToken);
            last = next;
            if (counts) taken.Add(value);
        }

        _last = last;
        _lastWasWhile = true;
        return taken;
    }
}
