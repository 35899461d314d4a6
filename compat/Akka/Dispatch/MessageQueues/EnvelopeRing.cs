using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// A bounded ring for many producers and one consumer. Each slot carries the turn it is ready for: position for a
/// writer, position + 1 for the reader. Positions wrap; the ring's size is a power of two.
/// </summary>
internal sealed class EnvelopeRing
{
    public const int SmallestSize = 4;

    private const int LargestSize = 2048;
    private const long Sealed = 1L << 62;

    private readonly Slot[] _slots;
    private long _tail;
    private long _head;
    private EnvelopeRing _next;

    public EnvelopeRing(int size)
    {
        _slots = new Slot[size];
        for (var i = 0; i < size; i++) _slots[i].Turn = i;
    }

    public EnvelopeRing Next => Volatile.Read(ref _next);

    /// <summary>Whether a producer has taken a slot that has not been read: seen by every thread once the producer's own write is.</summary>
    public bool HasReserved => Count > 0 || Next is { HasReserved: true };

    public int Count => (int)((Volatile.Read(ref _tail) & ~Sealed) - Volatile.Read(ref _head));

    /// <summary>Sealed, and everything in it read.</summary>
    public bool IsExhausted
    {
        get
        {
            var tail = Volatile.Read(ref _tail);
            return (tail & Sealed) != 0 && (tail & ~Sealed) == Volatile.Read(ref _head);
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
            ref var slot = ref slots[tail & (slots.Length - 1)];
            var turn = Volatile.Read(ref slot.Turn) - tail;
            if (turn == 0 && Interlocked.CompareExchange(ref _tail, tail + 1, tail) == tail)
            {
                slot.Envelope = envelope;
                Volatile.Write(ref slot.Turn, tail + 1);
                return true;
            }

            if (turn < 0) return false;
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    public bool TryDequeue(out Envelope envelope)
    {
        var slots = _slots;
        var head = _head;
        ref var slot = ref slots[head & (slots.Length - 1)];
        if (Volatile.Read(ref slot.Turn) != head + 1)
        {
            envelope = default;
            return false;
        }

        envelope = slot.Envelope;
        slot.Envelope = default;
        Volatile.Write(ref slot.Turn, head + slots.Length);
        Volatile.Write(ref _head, head + 1);
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

    private struct Slot
    {
        public Envelope Envelope;
        public long Turn;
    }
}
