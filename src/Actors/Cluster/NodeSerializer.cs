using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using FedPrune.Actors.Cluster.Protocol;
using Google.Protobuf;

namespace FedPrune.Actors.Cluster;

/// <summary>
/// The nodes' messages in bytes: a closed set, each under a manifest of its own. Whatever else comes, or is longer than
/// allowed, is refused; nothing is allocated on the word of a message beyond the message itself.
/// </summary>
public sealed class NodeSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Bytes of a payload in one message: far below the frame size of Akka.Remote, which drops what does not fit.</summary>
    internal const int ChunkSize = 64 * 1024;

    private const int MostText = 96 * 1024, MostReason = 1024, MostNonce = 64, MostCertificate = 8 * 1024, MostSignature = 1024;

    /// <inheritdoc/>
    public override int Identifier => 7701;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        Hello => "hello",
        Challenge => "challenge",
        Proof => "proof",
        Denied => "denied",
        NodeAssignment => "assignment",
        Ready => "ready",
        Declined => "declined",
        Alive => "alive",
        Dropped => "dropped",
        Offer => "offer",
        Pull => "pull",
        Chunk => "chunk",
        Taken => "taken",
        _ => throw new ArgumentException($"{o.GetType().Name} does not travel between nodes"),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => Written(obj).ToByteArray();

    /// <inheritdoc/>
    /// <exception cref="SerializationException">These bytes are none of the nodes' messages.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return Read(bytes, manifest);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or OverflowException)
        {
            throw new SerializationException($"a node's message '{Short(manifest)}' of {bytes.Length} bytes is refused: {e.Message}", e);
        }
    }

    private static IMessage Written(object message) => message switch
    {
        Hello m => new HelloProto { Version = (uint)m.Version, Slots = (uint)m.Slots, Nonce = Wrapped(m.Nonce), Certificate = Wrapped(m.Certificate) },
        Challenge m => new ChallengeProto { Nonce = Wrapped(m.Nonce), Certificate = Wrapped(m.Certificate), Signature = Wrapped(m.Signature) },
        Proof m => new ProofProto { Nonce = Wrapped(m.Nonce), Signature = Wrapped(m.Signature) },
        Denied m => new ReasonProto { Reason = Cut(m.Reason) },
        NodeAssignment m => new AssignmentProto
        {
            Session = Of(m.Session),
            Configuration = m.Configuration,
            ConfigurationHash = m.Fingerprint.Configuration,
            DataHash = m.Fingerprint.Data,
            Engine = m.Fingerprint.Engine,
        },
        Ready m => new SignalProto { Session = Of(m.Session) },
        Declined m => new ReasonProto { Session = Of(m.Session), Reason = Cut(m.Reason) },
        Alive m => new SignalProto { Session = Of(m.Session) },
        Dropped m => new ReasonProto { Session = Of(m.Session), Reason = Cut(m.Reason) },
        Offer m => new OfferProto { Session = Of(m.Session), Number = (uint)m.Number, Size = (uint)m.Size, Hash = m.Hash, First = Wrapped(m.First) },
        Pull m => new PullProto { Session = Of(m.Session), Number = (uint)m.Number, From = (uint)m.From, Until = (uint)m.Until },
        Chunk m => new ChunkProto { Session = Of(m.Session), Number = (uint)m.Number, From = (uint)m.From, Bytes = Wrapped(m.Bytes) },
        Taken m => new TakenProto { Session = Of(m.Session), Number = (uint)m.Number },
        _ => throw new ArgumentException($"{message.GetType().Name} does not travel between nodes"),
    };

    private static INodeMessage Read(byte[] bytes, string manifest)
    {
        switch (manifest)
        {
            case "hello":
                var hello = HelloProto.Parser.ParseFrom(bytes);
                return new Hello(
                    Whole(hello.Version), Whole(hello.Slots), Bytes(hello.Nonce, MostNonce), Bytes(hello.Certificate, MostCertificate));
            case "challenge":
                var challenge = ChallengeProto.Parser.ParseFrom(bytes);
                return new Challenge(
                    Bytes(challenge.Nonce, MostNonce), Bytes(challenge.Certificate, MostCertificate), Bytes(challenge.Signature, MostSignature));
            case "proof":
                var proof = ProofProto.Parser.ParseFrom(bytes);
                return new Proof(Bytes(proof.Nonce, MostNonce), Bytes(proof.Signature, MostSignature));
            case "denied":
                return new Denied(Text(ReasonProto.Parser.ParseFrom(bytes).Reason, MostReason));
            case "assignment":
                var assignment = AssignmentProto.Parser.ParseFrom(bytes);
                return new NodeAssignment(
                    Session(assignment.Session),
                    Text(assignment.Configuration, MostText),
                    new Fingerprint(
                        Text(assignment.ConfigurationHash, MostReason), Text(assignment.DataHash, MostReason), Text(assignment.Engine, MostReason)));
            case "ready":
                return new Ready(Session(SignalProto.Parser.ParseFrom(bytes).Session));
            case "declined":
                var declined = ReasonProto.Parser.ParseFrom(bytes);
                return new Declined(Session(declined.Session), Text(declined.Reason, MostReason));
            case "alive":
                return new Alive(Session(SignalProto.Parser.ParseFrom(bytes).Session));
            case "dropped":
                var dropped = ReasonProto.Parser.ParseFrom(bytes);
                return new Dropped(Session(dropped.Session), Text(dropped.Reason, MostReason));
            default:
                return ReadTransfer(bytes, manifest);
        }
    }

    private static INodeMessage ReadTransfer(byte[] bytes, string manifest)
    {
        switch (manifest)
        {
            case "offer":
                var offer = OfferProto.Parser.ParseFrom(bytes);
                return new Offer(Session(offer.Session), Whole(offer.Number), Whole(offer.Size), offer.Hash, Bytes(offer.First, ChunkSize));
            case "pull":
                var pull = PullProto.Parser.ParseFrom(bytes);
                return new Pull(Session(pull.Session), Whole(pull.Number), Whole(pull.From), Whole(pull.Until));
            case "chunk":
                var chunk = ChunkProto.Parser.ParseFrom(bytes);
                return new Chunk(Session(chunk.Session), Whole(chunk.Number), Whole(chunk.From), Bytes(chunk.Bytes, ChunkSize));
            case "taken":
                var taken = TakenProto.Parser.ParseFrom(bytes);
                return new Taken(Session(taken.Session), Whole(taken.Number));
            default:
                throw new SerializationException($"a message '{Short(manifest)}' is none that nodes send");
        }
    }

    private static SessionProto Of(UInt128 session) => new() { High = (ulong)(session >> 64), Low = (ulong)session };

    private static UInt128 Session(SessionProto? session) =>
        session is null ? throw new OverflowException("it names no session") : new UInt128(session.High, session.Low);

    private static ByteString Wrapped(ReadOnlyMemory<byte> bytes) => UnsafeByteOperations.UnsafeWrap(bytes); // nobody writes to it any more

    private static int Whole(uint number) => checked((int)number);

    private static ReadOnlyMemory<byte> Bytes(ByteString bytes, int most) =>
        bytes.Length <= most ? bytes.Memory : throw new OverflowException($"{bytes.Length} bytes where at most {most} are allowed");

    private static string Text(string text, int most) =>
        text.Length <= most ? text : throw new OverflowException($"{text.Length} characters where at most {most} are allowed");

    private static string Cut(string reason) => reason.Length <= MostReason ? reason : reason[..MostReason];

    private static string Short(string? manifest) => manifest is null ? "" : manifest[..Math.Min(manifest.Length, 32)];
}
