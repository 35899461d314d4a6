using System.Runtime.InteropServices;
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
    private EnvelopeRing _next;
    private Producers _producers;

    public EnvelopeRing(int size)
    {
        _slots = new Slot[size];
        Consumer = new Reader(this, _slots);
    }

    /// <summary>The consumer's side: apart from the tail, or each side's writes would take the other's cache line away.</summary>
    public Reader Consumer { get; }

    public EnvelopeRing Next => Volatile.Read(ref _next);

    /// <summary>Whether a producer has taken a slot that has not been read: seen by every thread once the producer's own write is.</summary>
    public bool HasReserved => Count > 0 || Next is { HasReserved: true };

    public int Count => (int)((Volatile.Read(ref _producers.Tail) & ~Sealed) - Consumer.Head);

    /// <summary>Sealed, and everything in it read.</summary>
    public bool IsExhausted
    {
        get
        {
            var tail = Volatile.Read(ref _producers.Tail);
            return (tail & Sealed) != 0 && (tail & ~Sealed) == Consumer.Head;
        }
    }

    /// <summary>False when the ring is full or sealed.</summary>
    public bool TryEnqueue(in Envelope envelope)
    {
        var slots = _slots;
        while (true)
        {
            var tail = Volatile.Read(ref _producers.Tail);
            if (tail >= Sealed) return false;
            if (tail - Volatile.Read(ref _producers.HeadSeen) >= slots.Length && IsFull(tail)) return false;
            if (Interlocked.CompareExchange(ref _producers.Tail, tail + 1, tail) != tail) continue;
            ref var slot = ref slots[(int)tail & (slots.Length - 1)];
            slot.Sender = envelope.Sender;
            Volatile.Write(ref slot.Message, envelope.Message);
            return true;
        }
    }

    /// <summary>Lets no more in and gives the ring that follows, twice as large.</summary>
    public EnvelopeRing SealAndFollow()
    {
        Interlocked.Or(ref _producers.Tail, Sealed);
        if (Next is { } existing) return existing;
        var following = new EnvelopeRing(Math.Min(_slots.Length * 2, LargestSize));
        return Interlocked.CompareExchange(ref _next, following, null) ?? following;
    }

    // Looks at the reader's position only when the last one seen does not do, to leave its cache line alone.
    private bool IsFull(long tail)
    {
        var head = Consumer.Head;
        Volatile.Write(ref _producers.HeadSeen, head);
        return tail - head >= _slots.Length;
    }

    /// <summary>Where the consumer is.</summary>
    internal sealed class Reader(EnvelopeRing ring, Slot[] slots)
    {
        private readonly Slot[] _slots = slots;
        private long _head;

        public EnvelopeRing Ring { get; } = ring;

        public long Head => Volatile.Read(ref _head);

        public bool TryDequeue(out Envelope envelope)
        {
            var slots = _slots;
            var head = _head;
            ref var slot = ref slots[(int)head & (slots.Length - 1)];
            if (Volatile.Read(ref slot.Message) is not { } message)
            {
                envelope = default;
                return false;
            }

            envelope = new Envelope(message, slot.Sender);
            slot = default;
            Volatile.Write(ref _head, head + 1);
            return true;
        }
    }

    internal struct Slot
    {
        public object Message;
        public IActorRef Sender;
    }

    /// <summary>Larger than what is in it: behind it in memory are the slots, whose length the consumer reads.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 48)]
    private struct Producers
    {
        public long Tail;
        public long HeadSeen;
    }
}
