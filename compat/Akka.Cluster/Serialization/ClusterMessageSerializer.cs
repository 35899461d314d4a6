using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Remote.Serialization;
using Akka.Serialization;

namespace Akka.Cluster.Serialization;

/// <summary>The messages between nodes.</summary>
public class ClusterMessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string InitJoinManifest = "IJ";
    private const string InitJoinAckManifest = "IJA";
    private const string InitJoinNackManifest = "IJN";
    private const string JoinManifest = "J";
    private const string WelcomeManifest = "W";
    private const string EnvelopeManifest = "GE";
    private const string StatusManifest = "GS";
    private const string ExitingManifest = "EC";
    private const string HeartbeatManifest = "HB";
    private const string HeartbeatRspManifest = "HBR";

    public override string Manifest(object o) => o switch
    {
        Heartbeat => HeartbeatManifest,
        HeartbeatRsp => HeartbeatRspManifest,
        GossipEnvelope => EnvelopeManifest,
        GossipStatus => StatusManifest,
        InitJoin => InitJoinManifest,
        InitJoinAck => InitJoinAckManifest,
        InitJoinNack => InitJoinNackManifest,
        Join => JoinManifest,
        Welcome => WelcomeManifest,
        ExitingConfirmed => ExitingManifest,
        _ => throw Unknown(o),
    };

    public override byte[] ToBinary(object obj)
    {
        var writer = new WireWriter();
        return (obj switch
        {
            Heartbeat heartbeat => writer.Text(heartbeat.From.ToString()),
            HeartbeatRsp response => writer.Node(response.From),
            GossipEnvelope envelope => writer.Node(envelope.From).Node(envelope.To).Gossip(envelope.Gossip),
            GossipStatus status => writer.Node(status.From).Version(status.Version),
            InitJoin => writer,
            InitJoinAck ack => writer.Text(ack.Address.ToString()),
            InitJoinNack nack => writer.Text(nack.Address.ToString()),
            Join join => writer.Node(join.Node).Texts(join.Roles),
            Welcome welcome => writer.Node(welcome.From).Gossip(welcome.Gossip),
            ExitingConfirmed exiting => writer.Node(exiting.Node),
            _ => throw Unknown(obj),
        }).ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var reader = new WireReader(bytes);
        return manifest switch
        {
            HeartbeatManifest => new Heartbeat(reader.Address()),
            HeartbeatRspManifest => new HeartbeatRsp(reader.Node()),
            EnvelopeManifest => new GossipEnvelope(reader.Node(), reader.Node(), reader.Gossip()),
            StatusManifest => new GossipStatus(reader.Node(), reader.Version()),
            InitJoinManifest => new InitJoin(),
            InitJoinAckManifest => new InitJoinAck(reader.Address()),
            InitJoinNackManifest => new InitJoinNack(reader.Address()),
            JoinManifest => new Join(reader.Node(), reader.Texts()),
            WelcomeManifest => new Welcome(reader.Node(), reader.Gossip()),
            ExitingManifest => new ExitingConfirmed(reader.Node()),
            _ => throw new SerializationException($"Unknown manifest [{manifest}] in [{GetType()}]"),
        };
    }

    private static ArgumentException Unknown(object o) => new($"Can't serialize object of type [{o?.GetType()}]", nameof(o));
}
