using Akka.Actor;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Cluster.Transfers;

/// <summary>
/// The sending half of a session's transfers. A payload is offered, a few at a time, with its first bytes; the receiver
/// pulls the rest as fast as it takes it, so that nothing ever fills the connection that heartbeats share. What is lost is
/// offered, or pulled, again; a payload is forgotten when the receiver has it.
/// </summary>
/// <param name="session">Of both.</param>
/// <param name="peer">The receiver.</param>
/// <param name="self">The actor that sends.</param>
internal sealed class Outgoing(UInt128 session, IActorRef peer, IActorRef self)
{
    /// <summary>Payloads that are offered and not yet taken; the others wait.</summary>
    public const int MostOffered = 4;

    private readonly SortedDictionary<int, Parcel> _offered = [];
    private readonly Queue<ReadOnlyMemory<byte>> _waiting = [];
    private int _last;

    /// <summary>Whether everything has arrived.</summary>
    public bool IsEmpty => _offered.Count == 0;

    /// <summary>Bytes sent, those sent again included.</summary>
    public long Sent { get; private set; }

    /// <summary>Bytes of the payloads that the receiver has not wholly taken.</summary>
    public long Queued { get; private set; }

    /// <summary>Sends a payload; it belongs to the transfer from now on.</summary>
    public void Send(ReadOnlyMemory<byte> payload)
    {
        NodeMetrics.PayloadsSent.Add(1);
        Queue(payload.Length);
        _waiting.Enqueue(payload);
        OfferNext();
    }

    /// <summary>The receiver wants more.</summary>
    public void On(Pull pull)
    {
        if (!_offered.TryGetValue(pull.Number, out var parcel))
            return;
        parcel.Moved = true;
        var until = Math.Min(pull.Until, parcel.Payload.Length);
        for (var from = pull.From; from < until; from += NodeSerializer.ChunkSize)
        {
            var bytes = parcel.Payload[from..Math.Min(until, from + NodeSerializer.ChunkSize)];
            Tell(new Chunk(session, pull.Number, from, bytes), bytes.Length);
        }
    }

    /// <summary>The receiver has it all.</summary>
    public void On(Taken taken)
    {
        if (!_offered.Remove(taken.Number, out var parcel))
            return;
        Queue(-parcel.Payload.Length);
        OfferNext();
    }

    /// <summary>Called when the session ends: what the receiver does not have by now it never gets.</summary>
    public void End() => Queue(-Queued);

    /// <summary>Called now and then: what nobody has pulled since the last time is offered again.</summary>
    public void Tick()
    {
        foreach (var (number, parcel) in _offered)
        {
            if (!parcel.Moved)
                Offer(number, parcel);
            parcel.Moved = false;
        }
    }

    private void Queue(long bytes)
    {
        Queued += bytes;
        NodeMetrics.Queued.Add(bytes);
    }

    private void OfferNext()
    {
        while (_offered.Count < MostOffered && _waiting.TryDequeue(out var payload))
        {
            var parcel = new Parcel(payload, XxHash64.Hash(payload.Span, 0)) { Moved = true };
            _offered.Add(++_last, parcel);
            Offer(_last, parcel);
        }
    }

    private void Offer(int number, Parcel parcel)
    {
        var first = parcel.Payload[..Math.Min(parcel.Payload.Length, NodeSerializer.ChunkSize)];
        Tell(new Offer(session, number, parcel.Payload.Length, parcel.Hash, first), first.Length);
    }

    private void Tell(INodeMessage message, int bytes)
    {
        Sent += bytes;
        NodeMetrics.Sent.Add(bytes);
        peer.Tell(message, self);
    }

    private sealed class Parcel(ReadOnlyMemory<byte> payload, ulong hash)
    {
        public ReadOnlyMemory<byte> Payload { get; } = payload;

        public ulong Hash { get; } = hash;

        public bool Moved { get; set; }
    }
}
