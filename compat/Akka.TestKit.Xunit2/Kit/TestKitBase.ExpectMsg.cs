using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>The next message, which must be of type <typeparamref name="T"/>.</summary>
    public T ExpectMsg<T>(TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync<T>(Patience.Blocking, static (_, _) => { }, duration, hint, cancellationToken).Get();

    /// <summary>The next message, which must equal <paramref name="message"/>.</summary>
    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Blocking, Equal(message, hint), timeout, hint, cancellationToken).Get();

    public T ExpectMsg<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Blocking, Matching(isMessage, hint), timeout, hint, cancellationToken).Get();

    /// <summary>The next message, for which <paramref name="assert"/> must not throw.</summary>
    public T ExpectMsg<T>(Action<T> assert, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync<T>(Patience.Blocking, (message, _) => assert(message), timeout, hint, cancellationToken).Get();

    public T ExpectMsg<T>(
        Func<T, IActorRef, bool> isMessageAndSender,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Blocking, Matching(isMessageAndSender, hint), timeout, hint, cancellationToken).Get();

    public T ExpectMsg<T>(
        Action<T, IActorRef> assertMessageAndSender,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Blocking, assertMessageAndSender, timeout, hint, cancellationToken).Get();

    public T ExpectMsg<T>(
        T expected,
        Func<T, T, bool> comparer,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Blocking, Equal(expected, comparer, hint), timeout, hint, cancellationToken).Get();

    public ValueTask<T> ExpectMsgAsync<T>(TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync<T>(Patience.Async, static (_, _) => { }, duration, hint, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Async, Equal(message, hint), timeout, hint, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Async, Matching(isMessage, hint), timeout, hint, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Action<T> assert, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync<T>(Patience.Async, (message, _) => assert(message), timeout, hint, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Func<T, IActorRef, bool> isMessageAndSender,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Async, Matching(isMessageAndSender, hint), timeout, hint, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Action<T, IActorRef> assertMessageAndSender,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Async, assertMessageAndSender, timeout, hint, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        T expected,
        Func<T, T, bool> comparer,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Async, Equal(expected, comparer, hint), timeout, hint, cancellationToken);

    /// <summary>The next message, which must say that <paramref name="target"/> has stopped.</summary>
    public Terminated ExpectTerminated(
        IActorRef target, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Blocking, Stopped(target, hint), timeout, $"Terminated {target}. {hint}", cancellationToken).Get();

    public ValueTask<Terminated> ExpectTerminatedAsync(
        IActorRef target, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Async, Stopped(target, hint), timeout, $"Terminated {target}. {hint}", cancellationToken);

    private async ValueTask<T> ExpectedAsync<T>(
        Patience patience, Action<T, IActorRef> assert, TimeSpan? timeout, string hint, CancellationToken cancellationToken)
    {
        var limit = RemainingOrDilated(timeout);
        var received = await NextAsync(patience, limit, cancellationToken);
        if (received is null)
            _assertions.Fail("Failed: Timeout {0} while waiting for a message of type {1} {2}", limit, typeof(T), hint);
        if (received!.Message is not T message)
        {
            _assertions.Fail(
                "Failed: Expected a message of type {0}, but received {{{1}}} (type {2}) instead {3} from {4}",
                typeof(T),
                received.Message,
                received.Message?.GetType(),
                hint,
                received.Sender);
            return default;
        }

        assert(message, received.Sender);
        return message;
    }

    private Action<T, IActorRef> Equal<T>(T expected, string hint) => (message, _) => _assertions.AssertEqual(expected, message, hint ?? "");

    private Action<T, IActorRef> Equal<T>(T expected, Func<T, T, bool> comparer, string hint) =>
        (message, _) => _assertions.AssertEqual(expected, message, comparer, hint ?? "");

    private Action<T, IActorRef> Matching<T>(Predicate<T> holds, string hint) => Matching<T>((message, _) => holds(message), hint);

    private Action<T, IActorRef> Matching<T>(Func<T, IActorRef, bool> holds, string hint) => (message, sender) => _assertions.AssertTrue(
        holds(message, sender),
        "Got a message of the expected type <{0}>. Also expected the predicate to return true but the message {{{1}}} of type <{2}> did not match {3}",
        typeof(T),
        message,
        message.GetType(),
        hint);

    private Action<Terminated, IActorRef> Stopped(IActorRef target, string hint) => (message, _) =>
        _assertions.AssertEqual(target, message.ActorRef, "Terminated {0}. {1}", target, hint);
}
