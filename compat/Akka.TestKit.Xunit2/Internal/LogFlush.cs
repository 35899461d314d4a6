using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>Sent through the log to learn that everything logged before it was handled.</summary>
internal sealed class LogFlush : INoSerializationVerificationNeeded
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _handled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Done() => _handled.TrySetResult();

    /// <summary>Waits for the test event listener, or for a tenth of a second where there is none.</summary>
    internal static async ValueTask AllHandledAsync(Patience patience, ActorSystem system, CancellationToken cancellationToken)
    {
        var flush = new LogFlush();
        system.EventStream.Publish(flush);
        if (patience.Blocks) flush._handled.Task.Wait(s_longest, cancellationToken);
        else await Task.WhenAny(flush._handled.Task, Task.Delay(s_longest, cancellationToken));
    }
}
