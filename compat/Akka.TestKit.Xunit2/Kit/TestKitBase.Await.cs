using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Repeats <paramref name="assertion"/> until it no longer throws; what it throws last, it throws.</summary>
    public void AwaitAssert(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AssertedAsync(Patience.Blocking, Returned(assertion), duration, interval, cancellationToken).Get();

    public Task AwaitAssertAsync(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AssertedAsync(Patience.Async, Returned(assertion), duration, interval, cancellationToken).AsTask();

    public Task AwaitAssertAsync(
        Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AssertedAsync(Patience.Async, async () => await assertion(), duration, interval, cancellationToken).AsTask();

    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, null, null, null, cancellationToken);

    public void AwaitCondition(Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, null, cancellationToken);

    public void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, message, cancellationToken);

    /// <summary>Waits until the condition holds; fails if it does not within <paramref name="max"/>.</summary>
    public void AwaitCondition(
        Func<bool> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string message = null,
        CancellationToken cancellationToken = default) =>
        ConditionAsync(Patience.Blocking, AtOnce(conditionIsFulfilled), max, interval, message, cancellationToken).Get();

    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, null, cancellationToken);

    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, message, cancellationToken);

    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, message, cancellationToken);

    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string message = null,
        CancellationToken cancellationToken = default) =>
        ConditionAsync(Patience.Async, Later(conditionIsFulfilled), max, interval, message, cancellationToken).AsTask();

    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string message = null,
        CancellationToken cancellationToken = default) =>
        ConditionAsync(Patience.Async, AtOnce(conditionIsFulfilled), max, interval, message, cancellationToken).AsTask();

    /// <summary>Waits until the condition holds; false if it does not within <paramref name="max"/>.</summary>
    public bool AwaitConditionNoThrow(
        Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        HoldsAsync(Patience.Blocking, AtOnce(conditionIsFulfilled), max, interval, cancellationToken).Get();

    public Task<bool> AwaitConditionNoThrowAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        HoldsAsync(Patience.Async, Later(conditionIsFulfilled), max, interval, cancellationToken).AsTask();

    public Task<bool> AwaitConditionNoThrowAsync(
        Func<bool> conditionIsFulfilled, TimeSpan max, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        HoldsAsync(Patience.Async, AtOnce(conditionIsFulfilled), max, interval, cancellationToken).AsTask();

    /// <summary>Whether the condition comes to hold within <paramref name="max"/>, asked for every <paramref name="interval"/>.</summary>
    internal static async ValueTask<bool> HoldsAsync(
        Patience patience, Func<ValueTask<bool>> holds, TimeSpan max, TimeSpan? interval, CancellationToken cancellationToken)
    {
        max.EnsureIsPositiveFinite(nameof(max));
        var deadline = Now + max;
        while (!await holds())
        {
            var left = deadline - Now;
            if (left < TimeSpan.Zero) return false;
            await patience.PauseAsync((interval ?? s_interval).Min(left), cancellationToken);
        }

        return true;
    }

    private static Func<ValueTask<bool>> AtOnce(Func<bool> holds) => () => ValueTask.FromResult(holds());

    private static Func<ValueTask<bool>> Later(Func<Task<bool>> holds) => async () => await holds();

    private static Func<ValueTask> Returned(Action assertion) => () =>
    {
        assertion();
        return ValueTask.CompletedTask;
    };

    private static async ValueTask<Exception> FailureAsync(Func<ValueTask> assertion)
    {
        try
        {
            await assertion();
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private async ValueTask ConditionAsync(
        Patience patience,
        Func<ValueTask<bool>> holds,
        TimeSpan? max,
        TimeSpan? interval,
        string message,
        CancellationToken cancellationToken)
    {
        var limit = RemainingOrDilated(max);
        if (!await HoldsAsync(patience, holds, limit, interval, cancellationToken))
            _assertions.Fail("Timeout {0} expired while waiting for condition.{1}", limit, message ?? "");
    }

    private async ValueTask AssertedAsync(
        Patience patience, Func<ValueTask> assertion, TimeSpan? duration, TimeSpan? interval, CancellationToken cancellationToken)
    {
        var limit = RemainingOrDilated(duration);
        limit.EnsureIsPositiveFinite(nameof(duration));
        var deadline = Now + limit;
        var pause = (interval ?? s_interval).Min(limit);
        while (await FailureAsync(assertion) is { } failure)
        {
            if (Now + pause >= deadline) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            await patience.PauseAsync(pause, cancellationToken);
        }
    }
}
