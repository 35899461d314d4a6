using System.Collections;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>The first message that <paramref name="isMessage"/> holds of; those before it are gone.</summary>
    public object FishForMessage(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage<object>(isMessage, max, hint, cancellationToken);

    public T FishForMessage<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage(isMessage, null, max, hint, cancellationToken);

    /// <inheritdoc cref="FishForMessage(Predicate{object}, TimeSpan?, string, CancellationToken)"/>
    /// <param name="isMessage">What is fished for.</param>
    /// <param name="allMessages">Takes the messages before the one that is fished for, if not null.</param>
    /// <param name="max">How long to fish.</param>
    /// <param name="hint">Part of the failure.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public T FishForMessage<T>(
        Predicate<T> isMessage,
        ArrayList allMessages,
        TimeSpan? max = null,
        string hint = "",
        CancellationToken cancellationToken = default) =>
        FishedAsync(Patience.Blocking, isMessage, allMessages, max, hint, cancellationToken).Get();

    public ValueTask<object> FishForMessageAsync(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync<object>(isMessage, max, hint, cancellationToken);

    public ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync(isMessage, null, max, hint, cancellationToken);

    public ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage,
        ArrayList allMessages,
        TimeSpan? max = null,
        string hint = "",
        CancellationToken cancellationToken = default) =>
        FishedAsync(Patience.Async, isMessage, allMessages, max, hint, cancellationToken);

    /// <summary>Takes all messages for <paramref name="max"/>, none of which may be of type <typeparamref name="T"/>.</summary>
    public async Task FishUntilMessageAsync<T>(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        var deadline = Now + RemainingOrDilated(max);
        while (await NextAsync(Patience.Async, Left(deadline), cancellationToken) is { } received)
            _assertions.AssertFalse(received.Message is T, "did not expect a message of type {0}", typeof(T));
    }

    /// <summary>No message comes for as long as <c>akka.test.expect-no-message-default</c>.</summary>
    public void ExpectNoMsg(CancellationToken cancellationToken = default) =>
        NothingAsync(Patience.Blocking, NoMessageRemainingOrDefault, cancellationToken).Get();

    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) =>
        NothingAsync(Patience.Blocking, Dilated(duration), cancellationToken).Get();

    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    public ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) =>
        NothingAsync(Patience.Async, NoMessageRemainingOrDefault, cancellationToken);

    public ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
        NothingAsync(Patience.Async, Dilated(duration), cancellationToken);

    public ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    private async ValueTask NothingAsync(Patience patience, TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = Now;
        if (await NextAsync(patience, duration, cancellationToken) is { } received)
            _assertions.Fail("Failed: Expected no messages during {0}, instead we received {1} after {2}", duration, received, Now - start);
    }

    private async ValueTask<T> FishedAsync<T>(
        Patience patience, Predicate<T> holds, ArrayList before, TimeSpan? max, string hint, CancellationToken cancellationToken)
    {
        var limit = RemainingOrDilated(max);
        var deadline = Now + limit;
        while (true)
        {
            var received = await NextAsync(patience, Left(deadline), cancellationToken);
            _assertions.AssertTrue(received is not null, "Timeout ({0}) during fishForMessage, hint: {1}", limit, hint);
            if (received!.Message is T message && holds(message)) return message;
            before?.Add(received.Message);
        }
    }
}
