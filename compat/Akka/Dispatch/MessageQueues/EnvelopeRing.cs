using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// A bounded ring for many producers and one consumer. A producer takes the next position and writes the sender, then the
/// message; a slot with a message is ready, and one that was read is empty again. The ring's size is a power of two.
/// </summary>
internal sealed class EnvelopeRing
{
    public const int SmallestSize = 4;

    private const int LargestSize = 2048;
    private const long Sealed = 1L << 62;

    private readonly Slot[] _slots;

    // Apart from the tail, with the slots in between: else each side's writes would take the other's cache line away.
    private readonly Reader _reader;
    private long _tail;
    private long _headSeen;
    private EnvelopeRing _next;

    public EnvelopeRing(int size)
    {
        _slots = new Slot[size];
        _reader = new Reader();
    }

    public EnvelopeRing Next => Volatile.Read(ref _next);

    /// <summary>Whether a producer has taken a slot that has not been read: seen by every thread once the producer's own write is.</summary>
    public bool HasReserved => Count > 0 || Next is { HasReserved: true };

    public int Count => (int)((Volatile.Read(ref _tail) & ~Sealed) - Volatile.Read(ref _reader.Head));

    /// <summary>Sealed, and everything in it read.</summary>
    public bool IsExhausted
    {
        get
        {
            var tail = Volatile.Read(ref _tail);
            return (tail & Sealed) != 0 && (tail & ~Sealed) == Volatile.Read(ref _reader.Head);
        }
    }

    /// <summary>False when the ring is full or sealed.</summary>
    public bool TryEnqueue(in Envelope envelope)
    {
        var slots = _slots;
        var spin = default(SpinWait);
        while (true)
        {
            var tail = Volatile.Read(ref _tail);
            if (tail >= Sealed) return false;
            if (tail - Volatile.Read(ref _headSeen) >= slots.Length && IsFull(tail)) return false;
            if (Interlocked.CompareExchange(ref _tail, tail + 1, tail) == tail)
            {
                ref var slot = ref slots[tail & (slots.Length - 1)];
                slot.Sender = envelope.Sender;
                Volatile.Write(ref slot.Message, envelope.Message);
                return true;
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    public bool TryDequeue(out Envelope envelope)
    {
        var slots = _slots;
        var reader = _reader;
        var head = reader.Head;
        ref var slot = ref slots[head & (slots.Length - 1)];
        if (Volatile.Read(ref slot.Message) is not { } message)
        {
            envelope = default;
            return false;
        }

        envelope = new Envelope(message, slot.Sender);
        slot = default;
        Volatile.Write(ref reader.Head, head + 1);
        return true;
    }

    /// <summary>Lets no more in and gives the ring that follows, twice as large.</summary>
    public EnvelopeRing SealAndFollow()
    {
        Interlocked.Or(ref _tail, Sealed);
        if (Next is { } existing) return existing;
        var following = new EnvelopeRing(Math.Min(_slots.Length * 2, LargestSize));
        return Interlocked.CompareExchange(ref _next, following, null) ?? following;
    }

    // Looks at the reader's position only when the last one seen does not do, to leave its cache line alone.
    private bool IsFull(long tail)
    {
        var head = Volatile.Read(ref _reader.Head);
        Volatile.Write(ref _headSeen, head);
        return tail - head >= _slots.Length;
    }

    private sealed class Reader
    {
        public long Head;
    }

    private struct Slot
    {
        public object Message;
        public IActorRef Sender;
    }
}
