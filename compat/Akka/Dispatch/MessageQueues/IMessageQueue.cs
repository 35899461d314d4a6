using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>Where a mailbox keeps its user messages: many threads enqueue, one at a time dequeues.</summary>
public interface IMessageQueue
{
    bool HasMessages { get; }

    int Count { get; }

    void Enqueue(IActorRef receiver, Envelope envelope);

    bool TryDequeue(out Envelope envelope);

    /// <summary>Called when the owner has stopped: what is left goes to <paramref name="deadletters"/>.</summary>
    void CleanUp(IActorRef owner, IMessageQueue deadletters);
}
