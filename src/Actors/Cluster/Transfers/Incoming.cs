using Akka.Actor;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Cluster.Transfers;

/// <summary>
/// The receiving half of a session's transfers: takes each payload exactly once, whatever is lost, doubled or reordered on
/// the way, and holds at most the few that may be offered at a time.
/// </summary>
/// <param name="session">Of both.</param>
/// <param name="peer">The sender.</param>
/// <param name="self">The actor that receives.</param>
/// <param name="mostBytes">Of one payload.</param>
internal sealed class Incoming(UInt128 session, IActorRef peer, IActorRef self, int mostBytes)
{
    /// <summary>Bytes that are pulled ahead: what of a payload is on its way at a time.</summary>
    public const int Window = 8 * NodeSerializer.ChunkSize;

    private readonly SortedDictionary<int, Arrival> _arriving = [];
    private readonly SortedSet<int> _taken = []; // above the first that is missing
    private int _takenUpTo;

    /// <summary>A payload is offered.</summary>
    /// <returns>The payload, if it has come whole.</returns>
    /// <exception cref="WireFormatException">It is too large, or not what was said of it.</exception>
    public ReadOnlyMemory<byte>? On(Offer offer)
    {
        NodeMetrics.Received.Add(offer.First.Length);
        if (IsTaken(offer.Number))
            Tell(new Taken(session, offer.Number));
        else if (!_arriving.ContainsKey(offer.Number))
            return Begin(offer);
        return null;
    }

    /// <summary>More of a payload has come.</summary>
    /// <returns>The payload, if that was the last of it.</returns>
    /// <exception cref="WireFormatException">It is not what was said of it.</exception>
    public ReadOnlyMemory<byte>? On(Chunk chunk)
    {
        NodeMetrics.Received.Add(chunk.Bytes.Length);
        if (!_arriving.TryGetValue(chunk.Number, out var arrival) || chunk.From != arrival.Received)
            return null; // late, doubled, or after one that was lost: it is pulled again
        if (chunk.Bytes.Length > arrival.Bytes.Length - arrival.Received)
            throw new WireFormatException(WireFault.TooLarge, $"payload {chunk.Number} is longer than the {arrival.Bytes.Length} bytes it was said to be");
        chunk.Bytes.Span.CopyTo(arrival.Bytes.AsSpan(arrival.Received));
        arrival.Received += chunk.Bytes.Length;
        arrival.Moved = true;
        if (arrival.Received == arrival.Bytes.Length)
            return Take(chunk.Number, arrival.Bytes, arrival.Hash);
        if (arrival.Asked - arrival.Received <= Window / 2)
            Ask(chunk.Number, arrival, arrival.Asked, arrival.Received + Window);
        return null;
    }

    /// <summary>Called now and then: what has not moved since the last time is pulled again.</summary>
    public void Tick()
    {
        foreach (var (number, arrival) in _arriving)
        {
            if (!arrival.Moved)
                Ask(number, arrival, arrival.Received, arrival.Received + Window);
            arrival.Moved = false;
        }
    }

    private ReadOnlyMemory<byte>? Begin(Offer offer)
    {
        if (offer.Size > mostBytes)
            throw new WireFormatException(WireFault.TooLarge, $"a payload of {offer.Size} bytes is more than the allowed {mostBytes}");
        if (offer.Number < 1 || offer.Number > _takenUpTo + _taken.Count + Outgoing.MostOffered || offer.First.Length > offer.Size)
            throw new WireFormatException(WireFault.Header, $"payload {offer.Number} was not to be offered");
        if (offer.First.Length == offer.Size)
            return Take(offer.Number, offer.First, offer.Hash);
        if (offer.First.Length != NodeSerializer.ChunkSize)
            throw new WireFormatException(WireFault.Header, $"the first {offer.First.Length} bytes of payload {offer.Number} are not a chunk");
        var arrival = new Arrival(new byte[offer.Size], offer.Hash) { Received = offer.First.Length, Moved = true };
        offer.First.CopyTo(arrival.Bytes);
        _arriving.Add(offer.Number, arrival);
        Ask(offer.Number, arrival, arrival.Received, arrival.Received + Window);
        return null;
    }

    private ReadOnlyMemory<byte> Take(int number, ReadOnlyMemory<byte> payload, ulong hash)
    {
        if (XxHash64.Hash(payload.Span, 0) != hash)
            throw new WireFormatException(WireFault.Checksum, $"payload {number} is not what was offered: its bytes were changed on the way");
        NodeMetrics.PayloadsReceived.Add(1);
        _arriving.Remove(number);
        _taken.Add(number);
        while (_taken.Remove(_takenUpTo + 1))
            _takenUpTo++;
        Tell(new Taken(session, number));
        return payload;
    }

    private void Ask(int number, Arrival arrival, int from, int until)
    {
        arrival.Asked = Math.Min(until, arrival.Bytes.Length);
        if (from < arrival.Asked)
            Tell(new Pull(session, number, from, arrival.Asked));
    }

    private bool IsTaken(int number) => number <= _takenUpTo || _taken.Contains(number);

    private void Tell(INodeMessage message) => peer.Tell(message, self);

    private sealed class Arrival(byte[] bytes, ulong hash)
    {
        public byte[] Bytes { get; } = bytes;

        public ulong Hash { get; } = hash;

        public int Received { get; set; }

        public int Asked { get; set; }

        public bool Moved { get; set; }
    }
}
