using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>As many messages as there are in <paramref name="messages"/>, and just these, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) =>
        AllOfAsync(Patience.Blocking, RemainingOrDefault, messages, CancellationToken.None).Get();

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        AllOfAsync(Patience.Blocking, RemainingOrDefault, messages, cancellationToken).Get();

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages) =>
        AllOfAsync(Patience.Blocking, Bounded(max), messages, CancellationToken.None).Get();

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        AllOfAsync(Patience.Blocking, Bounded(max), messages, cancellationToken).Get();

    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Each(AllOfAsync(Patience.Async, RemainingOrDefault, messages, cancellationToken));

    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Each(AllOfAsync(Patience.Async, Bounded(max), messages, cancellationToken));

    /// <summary>As many messages as there are predicates, one for each of them, in any order.</summary>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(params PredicateInfo[] predicates) =>
        AllMatchingAsync(Patience.Blocking, RemainingOrDefault, predicates, CancellationToken.None).Get();

    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(
        IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken) =>
        AllMatchingAsync(Patience.Blocking, RemainingOrDefault, predicates, cancellationToken).Get();

    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(TimeSpan max, params PredicateInfo[] predicates) =>
        AllMatchingAsync(Patience.Blocking, Bounded(max), predicates, CancellationToken.None).Get();

    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken) =>
        AllMatchingAsync(Patience.Blocking, Bounded(max), predicates, cancellationToken).Get();

    public IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(
        IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default) =>
        Each(AllMatchingAsync(Patience.Async, RemainingOrDefault, predicates, cancellationToken));

    public IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default) =>
        Each(AllMatchingAsync(Patience.Async, Bounded(max), predicates, cancellationToken));

    /// <summary>The next message, which must be one of <paramref name="messages"/>.</summary>
    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        AnyOfAsync(Patience.Blocking, [.. messages], cancellationToken).Get();

    public ValueTask<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        AnyOfAsync(Patience.Async, [.. messages], cancellationToken);

    private async ValueTask<List<T>> AllOfAsync<T>(
        Patience patience, TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken)
    {
        var received = await SomeAsync(patience, messages.Count, max, cancellationToken);
        var missing = messages.Where(message => !received.Contains(message)).ToList();
        var unexpected = received.Where(message => !messages.Any(one => Equals(one, message))).ToList();
        FailUnlessNone(missing, unexpected);
        return [.. received.Cast<T>()];
    }

    private async ValueTask<List<object>> AllMatchingAsync(
        Patience patience, TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken)
    {
        var received = await SomeAsync(patience, predicates.Count, max, cancellationToken);
        var missing = predicates.Where(predicate => !received.Exists(predicate.Holds)).ToList();
        var unexpected = received.Where(message => !predicates.Any(predicate => predicate.Holds(message))).ToList();
        FailUnlessNone(missing, unexpected);
        return received;
    }

    private async ValueTask<T> AnyOfAsync<T>(Patience patience, T[] messages, CancellationToken cancellationToken)
    {
        var limit = RemainingOrDefault;
        var received = await MessageAsync(patience, limit, cancellationToken);
        _assertions.AssertTrue(
            received is not null, "Timeout {0} during waiting for ExpectMsgAnyOf waiting for ({1})", limit, string.Join(',', messages));
        _assertions.AssertTrue(messages.Any(one => Equals(one, received)), "Found unexpected {0}", received);
        return (T)received;
    }

    private void FailUnlessNone<TMissing, TUnexpected>(List<TMissing> missing, List<TUnexpected> unexpected)
    {
        if (missing.Count > 0 || unexpected.Count > 0)
            _assertions.Fail("not found [{0}] found unexpected [{1}]", string.Join(',', missing), string.Join(',', unexpected));
    }
}
