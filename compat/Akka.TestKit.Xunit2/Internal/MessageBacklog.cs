using System.Collections.Concurrent;

namespace Akka.TestKit.Internal;

/// <summary>The messages that a test actor received and the test has not asked for yet.</summary>
internal sealed class MessageBacklog
{
    private readonly ConcurrentQueue<MessageEnvelope> _messages = new();
    private readonly SemaphoreSlim _available = new(0);

    internal bool IsEmpty => _messages.IsEmpty;

    internal void Add(MessageEnvelope message)
    {
        _messages.Enqueue(message);
        _available.Release();
    }

    /// <summary>The oldest message, taken or only looked at; null if none came within <paramref name="timeout"/>.</summary>
    internal async ValueTask<MessageEnvelope> NextAsync(Patience patience, TimeSpan timeout, bool take, CancellationToken cancellationToken)
    {
        var came = patience.Blocks
            ? _available.Wait(timeout, cancellationToken)
            : await _available.WaitAsync(timeout, cancellationToken);
        if (!came) return null;
        if (take) return _messages.TryDequeue(out var taken) ? taken : null;
        _available.Release();
        return _messages.TryPeek(out var seen) ? seen : null;
    }
}
