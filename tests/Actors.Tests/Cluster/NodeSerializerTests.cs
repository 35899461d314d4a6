using System.Runtime.Serialization;
using Akka.Actor;
using FedPrune.Actors.Cluster;
using FedPrune.Model.Randomness;

namespace FedPrune.Actors.Tests.Cluster;

public sealed class NodeSerializerTests : ActorTest
{
    private static readonly UInt128 Session = new(3, 4);
    private static readonly byte[] Some = [1, 2, 3];

    private static readonly INodeMessage[] All =
    [
        new Hello(1, 2, Some, Some), new Challenge(Some, Some, Some), new Proof(Some, Some), new Denied("why"),
        new NodeAssignment(Session, "fedprune {}", new Fingerprint("a", "b", "c")), new Ready(Session), new Declined(Session, "why"),
        new Alive(Session), new Dropped(Session, "why"), new Offer(Session, 1, 3, 5, Some), new Pull(Session, 1, 2, 3),
        new Chunk(Session, 1, 2, Some), new Taken(Session, 1),
    ];

    [Fact]
    public void Every_message_comes_back_as_it_was()
    {
        Assert.Equal(typeof(INodeMessage).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(INodeMessage)) && !t.IsInterface).Order(ByName), All.Select(m => m.GetType()).Order(ByName));
        foreach (var message in All)
        {
            var back = Serializer.FromBinary(Serializer.ToBinary(message), Serializer.Manifest(message));
            Assert.Equal(message.ToString(), back.ToString());
            Assert.Equal(Serializer.ToBinary(message), Serializer.ToBinary(back));
        }
        Assert.Equal(All.Length, All.Select(Serializer.Manifest).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void What_is_no_message_of_the_nodes_is_refused()
    {
        Assert.Throws<SerializationException>(() => Serializer.FromBinary([], "System.Object, mscorlib"));
        Assert.Throws<ArgumentException>(() => Serializer.ToBinary("text"));
        Assert.Throws<ArgumentException>(() => Serializer.Manifest("text"));
    }

    [Fact]
    public void Messages_longer_than_allowed_are_refused()
    {
        INodeMessage[] tooLong =
        [
            new Chunk(Session, 1, 0, new byte[NodeSerializer.ChunkSize + 1]), new Hello(1, 2, new byte[65], default),
            new NodeAssignment(Session, new string('x', 100_000), new Fingerprint("a", "b", "c")),
        ];
        foreach (var message in tooLong)
            Assert.Throws<SerializationException>(() => Serializer.FromBinary(Serializer.ToBinary(message), Serializer.Manifest(message)));
    }

    [Fact]
    public void Random_bytes_are_refused_with_a_reason_and_nothing_else()
    {
        var random = RandomStream.For(2, Purpose.Faults);
        for (int i = 0; i < 3000; i++)
        {
            var bytes = new byte[random.Next(60)];
            for (int b = 0; b < bytes.Length; b++)
                bytes[b] = (byte)random.Next(256);
            try
            {
                Serializer.FromBinary(bytes, Serializer.Manifest(All[i % All.Length]));
            }
            catch (SerializationException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    private NodeSerializer Serializer => new((ExtendedActorSystem)Sys);

    private static Comparer<Type> ByName => Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name));
}
