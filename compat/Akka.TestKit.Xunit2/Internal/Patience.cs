namespace Akka.TestKit.Internal;

/// <summary>
/// How a wait is spent. Every expectation is written once, as a task; with <see cref="Blocking"/> that task is complete when it is
/// returned and all of it ran on the caller's thread.
/// </summary>
internal readonly record struct Patience(bool Blocks)
{
    internal static readonly Patience Blocking = new(true);
    internal static readonly Patience Async = new(false);

    internal async ValueTask PauseAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        if (duration <= TimeSpan.Zero)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
        else if (Blocks)
        {
            cancellationToken.WaitHandle.WaitOne(duration);
            cancellationToken.ThrowIfCancellationRequested();
        }
        else
        {
            await Task.Delay(duration, cancellationToken);
        }
    }
}

/// <summary>Results of tasks that have run to their end already.</summary>
internal static class Done
{
    internal static void Get(this ValueTask task) => task.GetAwaiter().GetResult();

    internal static T Get<T>(this ValueTask<T> task) => task.GetAwaiter().GetResult();
}
