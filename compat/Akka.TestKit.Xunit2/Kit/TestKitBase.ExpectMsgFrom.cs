using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>The next message, which must be of type <typeparamref name="T"/> and come from <paramref name="sender"/>.</summary>
    public T ExpectMsgFrom<T>(
        IActorRef sender, TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Blocking, From<T>(sender, static (_, _) => { }, hint), duration, hint, cancellationToken).Get();

    public T ExpectMsgFrom<T>(
        IActorRef sender, T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Blocking, From(sender, Equal(message, hint), hint), timeout, hint, cancellationToken).Get();

    public T ExpectMsgFrom<T>(
        IActorRef sender,
        Predicate<T> isMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Blocking, From(sender, Matching(isMessage, hint), hint), timeout, hint, cancellationToken).Get();

    public T ExpectMsgFrom<T>(
        Predicate<IActorRef> isSender,
        Predicate<T> isMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Blocking, From(isSender, Matching(isMessage, hint), hint), timeout, hint, cancellationToken).Get();

    public T ExpectMsgFrom<T>(
        IActorRef sender,
        Action<T> assertMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(
            Patience.Blocking, From<T>(sender, (message, _) => assertMessage(message), hint), timeout, hint, cancellationToken).Get();

    public T ExpectMsgFrom<T>(
        Action<IActorRef> assertSender,
        Action<T> assertMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Blocking, From(assertSender, assertMessage), timeout, hint, cancellationToken).Get();

    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Async, From<T>(sender, static (_, _) => { }, hint), duration, hint, cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Async, From(sender, Equal(message, hint), hint), timeout, hint, cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender,
        Predicate<T> isMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Async, From(sender, Matching(isMessage, hint), hint), timeout, hint, cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        Predicate<IActorRef> isSender,
        Predicate<T> isMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Async, From(isSender, Matching(isMessage, hint), hint), timeout, hint, cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender,
        Action<T> assertMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(
            Patience.Async, From<T>(sender, (message, _) => assertMessage(message), hint), timeout, hint, cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        Action<IActorRef> assertSender,
        Action<T> assertMessage,
        TimeSpan? timeout = null,
        string hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectedAsync(Patience.Async, From(assertSender, assertMessage), timeout, hint, cancellationToken);

    private static Action<T, IActorRef> From<T>(Action<IActorRef> assertSender, Action<T> assertMessage) => (message, sender) =>
    {
        assertSender(sender);
        assertMessage(message);
    };

    private Action<T, IActorRef> From<T>(IActorRef expected, Action<T, IActorRef> assert, string hint) => (message, sender) =>
    {
        _assertions.AssertEqual(
            expected, sender, "Sender does not match. Got a message from sender {0}. But expected {1} {2}", sender, expected, hint);
        assert(message, sender);
    };

    private Action<T, IActorRef> From<T>(Predicate<IActorRef> isSender, Action<T, IActorRef> assert, string hint) => (message, sender) =>
    {
        _assertions.AssertTrue(isSender(sender), "The sender {0} does not match the predicate. {1}", sender, hint);
        assert(message, sender);
    };
}
