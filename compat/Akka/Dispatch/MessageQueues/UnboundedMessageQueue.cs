using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// The default queue: lock-free for many producers and one consumer. Envelopes lie in rings; a ring that fills is sealed
/// and followed by one twice its size, so a mailbox allocates nothing per message and an actor without messages nothing at all.
/// </summary>
public class UnboundedMessageQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private EnvelopeRing _tail;
    private EnvelopeRing.Reader _head;

    public bool HasMessages
    {
        get
        {
            var ring = CurrentHead();
            return ring is not null && ring.HasReserved;
        }
    }

    public int Count
    {
        get
        {
            var count = 0;
            for (var ring = CurrentHead(); ring is not null; ring = ring.Next) count += ring.Count;
            return count;
        }
    }

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        var ring = Volatile.Read(ref _tail) ?? CreateFirst();
        while (!ring.TryEnqueue(envelope))
        {
            var next = ring.SealAndFollow();
            Interlocked.CompareExchange(ref _tail, next, ring);
            ring = Volatile.Read(ref _tail);
        }
    }

    /// <summary>False also while the next message has been reserved but is not yet written: its sender then schedules the mailbox.</summary>
    public bool TryDequeue(out Envelope envelope)
    {
        while (Volatile.Read(ref _head) is { } reader)
        {
            if (reader.TryDequeue(out envelope)) return true;

            // A sealed ring may not have its follower yet: who sealed it has still to enqueue, and to schedule the mailbox.
            if (reader.Ring is not { IsExhausted: true, Next: { } next }) return false;
            Volatile.Write(ref _head, next.Consumer);
        }

        envelope = default;
        return false;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope)) deadletters.Enqueue(owner, envelope);
    }

    private EnvelopeRing CurrentHead()
    {
        var ring = Volatile.Read(ref _head)?.Ring;
        while (ring is { IsExhausted: true, Next: { } next })
        {
            ring = next;
        }

        return ring;
    }

    private EnvelopeRing CreateFirst()
    {
        var first = new EnvelopeRing(EnvelopeRing.SmallestSize);
        var winner = (Interlocked.CompareExchange(ref _head, first.Consumer, null) ?? first.Consumer).Ring;
        Interlocked.CompareExchange(ref _tail, winner, null);
        return Volatile.Read(ref _tail);
    }
}
