using Akka.Actor;
using Akka.Util;

namespace Akka.Pattern;

public static class FutureTimeoutSupport
{
    /// <summary>Begins something after a delay.</summary>
    public static async Task<T> After<T>(TimeSpan duration, IScheduler scheduler, Func<Task<T>> value)
    {
        if (duration > TimeSpan.Zero)
        {
            var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            scheduler.Advanced.ScheduleOnce(duration, due.SetResult);
            await due.Task.ConfigureAwait(false);
        }

        return await value().ConfigureAwait(false);
    }
}

/// <summary>Tries again what failed.</summary>
public static class RetrySupport
{
    public static Task<T> Retry<T>(Func<Task<T>> attempt, int attempts) => Retry(attempt, attempts, static _ => Option<TimeSpan>.None, null);

    /// <summary>With a delay that doubles each time.</summary>
    public static Task<T> Retry<T>(
        Func<Task<T>> attempt, int attempts, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, IScheduler scheduler)
    {
        var delay = new BackoffDelay(minBackoff, maxBackoff, randomFactor);
        return Retry(attempt, attempts, restart => Option<TimeSpan>.Create(delay.Before(restart)), scheduler);
    }

    public static Task<T> Retry<T>(Func<Task<T>> attempt, int attempts, TimeSpan delay, IScheduler scheduler) =>
        Retry(attempt, attempts, _ => Option<TimeSpan>.Create(delay), scheduler);

    /// <summary>With the delay that a function gives for each retry; none for at once.</summary>
    public static async Task<T> Retry<T>(Func<Task<T>> attempt, int attempts, Func<int, Option<TimeSpan>> delayFunction, IScheduler scheduler)
    {
        for (var tried = 0; ; tried++)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch when (tried < attempts)
            {
                var delay = delayFunction(tried + 1);
                if (delay.HasValue) await FutureTimeoutSupport.After(delay.Value, scheduler, static () => Task.FromResult(0)).ConfigureAwait(false);
            }
        }
    }
}
