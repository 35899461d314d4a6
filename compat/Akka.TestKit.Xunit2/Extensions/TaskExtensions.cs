namespace Akka.TestKit.Extensions;

/// <summary>Tasks that must be done in time.</summary>
public static class TaskExtensions
{
    /// <summary>Whether the task ran to its end, well or not, within <paramref name="timeout"/>.</summary>
    public static async Task<bool> AwaitWithTimeout(this Task parentTask, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(parentTask, Task.Delay(timeout, cancellation.Token));
        await cancellation.CancelAsync();
        return first == parentTask;
    }

    /// <summary>The result of the task, which must come within <paramref name="timeout"/>.</summary>
    /// <exception cref="TimeoutException">The task did not end in time.</exception>
    public static Task<T> WithTimeout<T>(this Task<T> parentTask, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        parentTask.WaitAsync(timeout, cancellationToken);
}
