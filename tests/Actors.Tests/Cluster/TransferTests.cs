using Akka.Actor;
using FedPrune.Actors.Cluster;
using FedPrune.Actors.Cluster.Transfers;
using FedPrune.Model.Randomness;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Tests.Cluster;

/// <summary>Two halves of a session whose messages a test carries, loses, doubles and reorders as it likes.</summary>
public sealed class TransferTests : ActorTest
{
    private const int Limit = 8 << 20;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(NodeSerializer.ChunkSize)]
    [InlineData(NodeSerializer.ChunkSize + 1)]
    [InlineData(Incoming.Window)]
    [InlineData(3_000_001)]
    public void A_payload_of_any_size_arrives(int size)
    {
        var pipe = new Pipe(this, loss: 0, seed: 1);
        var payload = Payload(size, 1);
        pipe.Outgoing.Send(payload);
        pipe.Run();
        Assert.Equal(payload, Assert.Single(pipe.Arrived));
        Assert.True(pipe.Outgoing.IsEmpty);
        Assert.Equal(size, pipe.Outgoing.Sent);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    public void Every_payload_arrives_exactly_once_whatever_is_lost_doubled_and_reordered(double loss)
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var pipe = new Pipe(this, loss, seed);
            byte[][] payloads = [.. Enumerable.Range(0, 9).Select(n => Payload(n * n * 9_000, n))];
            foreach (var payload in payloads)
                pipe.Outgoing.Send(payload);
            pipe.Run();
            Assert.Equal(payloads.Select(p => p.Length), pipe.Arrived.Select(p => p.Length).Order());
            Assert.All(pipe.Arrived, arrived => Assert.Contains(payloads, sent => sent.AsSpan().SequenceEqual(arrived)));
        }
    }

    [Fact]
    public void What_the_receiver_does_not_have_whole_is_queued()
    {
        var pipe = new Pipe(this, loss: 0.3, seed: 1);
        for (int n = 0; n < 6; n++)
            pipe.Outgoing.Send(Payload(100_000, n));
        Assert.Equal(600_000, pipe.Outgoing.Queued);
        pipe.Run();
        Assert.Equal(0, pipe.Outgoing.Queued);
        pipe.Outgoing.Send(Payload(5, 7));
        pipe.Outgoing.End();
        Assert.Equal(0, pipe.Outgoing.Queued);
    }

    [Fact]
    public void No_more_than_a_window_is_on_its_way()
    {
        var pipe = new Pipe(this, loss: 0, seed: 1);
        pipe.Outgoing.Send(Payload(5_000_000, 1));
        pipe.Run();
        Assert.InRange(pipe.MostOnItsWay, NodeSerializer.ChunkSize, Incoming.Window);
    }

    [Fact]
    public void A_payload_above_the_limit_is_refused_before_any_memory_is_given_to_it()
    {
        var pipe = new Pipe(this, loss: 0, seed: 1);
        var refused = Assert.Throws<WireFormatException>(
            () => pipe.Incoming.On(new Offer(Pipe.Session, 1, Limit + 1, 0, new byte[NodeSerializer.ChunkSize])));
        Assert.Equal(WireFault.TooLarge, refused.Fault);
    }

    [Fact]
    public void Bytes_that_were_changed_are_refused()
    {
        var pipe = new Pipe(this, loss: 0, seed: 1);
        var refused = Assert.Throws<WireFormatException>(() => pipe.Incoming.On(new Offer(Pipe.Session, 1, 3, 12345, new byte[3])));
        Assert.Equal(WireFault.Checksum, refused.Fault);
    }

    [Fact]
    public void More_payloads_than_may_be_offered_are_refused()
    {
        var pipe = new Pipe(this, loss: 0, seed: 1);
        Assert.Throws<WireFormatException>(
            () => pipe.Incoming.On(new Offer(Pipe.Session, Outgoing.MostOffered + 1, 1 << 20, 0, new byte[NodeSerializer.ChunkSize])));
    }

    private static byte[] Payload(int size, int seed)
    {
        var random = RandomStream.For((ulong)seed, Purpose.Batches);
        var bytes = new byte[size];
        for (int i = 0; i < size; i++)
            bytes[i] = (byte)random.Next(256);
        return bytes;
    }

    private sealed class Pipe
    {
        public static readonly UInt128 Session = new(1, 2);
        private const int MostTicks = 2000;

        private readonly List<INodeMessage> _onItsWay = [];
        private readonly RandomStream _random;
        private readonly double _loss;

        public Pipe(TransferTests test, double loss, ulong seed)
        {
            (_loss, _random) = (loss, RandomStream.For(seed, Purpose.Faults));
            var carrier = test.ActorOfAsTestActorRef(() => new Carrier(this));
            Outgoing = new Outgoing(Session, carrier, ActorRefs.Nobody);
            Incoming = new Incoming(Session, carrier, ActorRefs.Nobody, Limit);
        }

        public Outgoing Outgoing { get; }

        public Incoming Incoming { get; }

        public List<byte[]> Arrived { get; } = [];

        public int MostOnItsWay { get; private set; }

        public void Run()
        {
            for (int tick = 0; tick < MostTicks; tick++)
            {
                while (_onItsWay.Count > 0)
                {
                    MostOnItsWay = Math.Max(MostOnItsWay, _onItsWay.Sum(message => message switch { Chunk c => c.Bytes.Length, Offer o => o.First.Length, _ => 0 }));
                    var next = _loss == 0 ? 0 : _random.Next(Math.Min(_onItsWay.Count, 3));
                    var message = _onItsWay[next];
                    if (_random.NextDouble() >= _loss / 10)
                        _onItsWay.RemoveAt(next); // else it comes once more
                    if (_random.NextDouble() >= _loss)
                        Deliver(message);
                }
                if (Outgoing.IsEmpty)
                    return;
                Outgoing.Tick();
                Incoming.Tick();
            }
            Assert.Fail($"not all has arrived after {MostTicks} ticks");
        }

        private void Deliver(INodeMessage message)
        {
            var whole = message switch
            {
                Offer offer => Incoming.On(offer),
                Chunk chunk => Incoming.On(chunk),
                _ => null,
            };
            if (whole is { } payload)
                Arrived.Add(payload.ToArray());
            if (message is Pull pull)
                Outgoing.On(pull);
            if (message is Taken taken)
                Outgoing.On(taken);
        }

        private sealed class Carrier(Pipe pipe) : UntypedActor
        {
            protected override void OnReceive(object message) => pipe._onItsWay.Add((INodeMessage)message);
        }
    }
}
