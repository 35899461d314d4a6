using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMilliseconds(50);

    /// <summary>What is left of the innermost <c>Within</c>.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public TimeSpan Remaining => _deadline is { } deadline
        ? Left(deadline)
        : throw new InvalidOperationException("Remaining may not be called outside of \"within\"");

    public TimeSpan RemainingOrDefault => RemainingOr(Dilated(TestKitSettings.SingleExpectDefault));

    public TimeSpan NoMessageRemainingOrDefault => RemainingOr(Dilated(TestKitSettings.ExpectNoMessageDefault));

    /// <summary>A duration stretched by <c>akka.test.timefactor</c>, for machines that are slow.</summary>
    public TimeSpan Dilated(TimeSpan duration) => duration.IsPositiveFinite() ? duration * TestKitSettings.TestTimeFactor : duration;

    public TimeSpan GetTimeoutOrDefault(TimeSpan? timeout) => timeout ?? RemainingOrDefault;

    /// <summary>What is waited for <paramref name="duration"/>: dilated, the default if there is none.</summary>
    /// <exception cref="ArgumentException">The duration is infinite.</exception>
    public TimeSpan RemainingOrDilated(TimeSpan? duration)
    {
        if (duration is not { } given) return RemainingOrDefault;
        return given.IsInfinite() ? throw new ArgumentException("max duration cannot be infinite", nameof(duration)) : Dilated(given);
    }

    public void Within(TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    /// <summary>
    /// Runs <paramref name="action"/>, which must take at least <paramref name="min"/> and at most <paramref name="max"/> (dilated).
    /// What it expects has no longer than that; a block that ends by receiving for a while may take longer.
    /// </summary>
    public void Within(
        TimeSpan min,
        TimeSpan max,
        Action action,
        string hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        Within(min, max, Returning(action), hint, epsilonValue, cancellationToken);

    public T Within<T>(TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    public T Within<T>(
        TimeSpan min,
        TimeSpan max,
        Func<T> function,
        string hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        BoundedAsync(min, max, () => ValueTask.FromResult(function()), hint, epsilonValue, cancellationToken).Get();

    public Task WithinAsync(
        TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    public Task WithinAsync(
        TimeSpan min,
        TimeSpan max,
        Func<Task> actionAsync,
        string hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        WithinAsync(min, max, ReturningAsync(actionAsync), hint, epsilonValue, cancellationToken);

    public Task<T> WithinAsync<T>(
        TimeSpan max, Func<Task<T>> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    public Task<T> WithinAsync<T>(
        TimeSpan min,
        TimeSpan max,
        Func<Task<T>> function,
        string hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        BoundedAsync(min, max, () => WrappedAsync(function, cancellationToken), hint, epsilonValue, cancellationToken).AsTask();

    protected TimeSpan RemainingOr(TimeSpan duration) => _deadline is { } deadline ? Left(deadline) : duration;

    internal static Func<bool> Returning(Action action) => () =>
    {
        action();
        return true;
    };

    internal static Func<Task<bool>> ReturningAsync(Func<Task> action) => async () =>
    {
        await action();
        return true;
    };

    /// <summary>What an awaited block throws comes out as <see cref="AggregateException"/>.</summary>
    private static async ValueTask<T> WrappedAsync<T>(Func<Task<T>> function, CancellationToken cancellationToken)
    {
        try
        {
            return await function().WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AggregateException(failure);
        }
    }

    private static TimeSpan Left(TimeSpan deadline) => deadline > Now ? deadline - Now : TimeSpan.Zero;

    private async ValueTask<T> BoundedAsync<T>(
        TimeSpan min, TimeSpan max, Func<ValueTask<T>> function, string hint, TimeSpan? epsilon, CancellationToken cancellationToken)
    {
        min.EnsureIsPositiveOrZero(nameof(min));
        max.EnsureIsPositiveOrZero(nameof(max));
        cancellationToken.ThrowIfCancellationRequested();
        var (start, outer) = (Now, _deadline);
        var left = outer is { } end ? Left(end) : TimeSpan.MaxValue;
        _assertions.AssertTrue(left >= min, "Required min time {0} not possible, only {1} left. {2}", min, left, hint);
        _lastWasWhile = false;
        var allowed = Dilated(max).Min(left);
        _deadline = start + allowed;
        T result;
        try
        {
            result = await function();
        }
        finally
        {
            _deadline = outer;
        }

        Judge(Now - start, min, allowed, epsilon ?? s_tolerance, hint);
        return result;
    }

    private void Judge(TimeSpan took, TimeSpan min, TimeSpan max, TimeSpan epsilon, string hint)
    {
        if (took < min) _assertions.Fail("Failed: Block took {0}, should have at least been {1}. {2}", took, min, hint);
        if (!_lastWasWhile && took > max + epsilon) _assertions.Fail("Failed: Block took {0}, exceeding {1}. {2}", took, max, hint);
    }
}
