namespace FedPrune.Actors.Cluster;

/// <summary>What travels between the server and an edge node; all of it is written by <see cref="NodeSerializer"/>.</summary>
public interface INodeMessage;

/// <summary>An edge node asks to be let in; answered by <see cref="Challenge"/> or <see cref="Denied"/>.</summary>
/// <param name="Version">Of this protocol.</param>
/// <param name="Slots">Models it trains at the same time.</param>
/// <param name="Nonce">For the server to sign; drawn for this greeting.</param>
/// <param name="Certificate">Who it is (DER); empty in an open cluster.</param>
internal sealed record Hello(int Version, int Slots, ReadOnlyMemory<byte> Nonce, ReadOnlyMemory<byte> Certificate) : INodeMessage
{
    /// <summary>The version spoken here.</summary>
    public const int Spoken = 1;
}

/// <summary>The server has an edge node prove who it is; answered by <see cref="Proof"/>.</summary>
/// <param name="Nonce">To be signed; good for one proof.</param>
/// <param name="Certificate">Who the server is (DER).</param>
/// <param name="Signature">That the server is that.</param>
internal sealed record Challenge(ReadOnlyMemory<byte> Nonce, ReadOnlyMemory<byte> Certificate, ReadOnlyMemory<byte> Signature) : INodeMessage;

/// <summary>An edge node proves who it is; answered by <see cref="NodeAssignment"/> or <see cref="Denied"/>.</summary>
/// <param name="Nonce">The challenge's.</param>
/// <param name="Signature">That the edge node has the key of its certificate.</param>
internal sealed record Proof(ReadOnlyMemory<byte> Nonce, ReadOnlyMemory<byte> Signature) : INodeMessage;

/// <summary>An edge node is not let in.</summary>
internal sealed record Denied(string Reason) : INodeMessage;

/// <summary>What an edge node is to take part in; answered by <see cref="Ready"/> or <see cref="Declined"/>.</summary>
/// <param name="Session">Between this server and this edge node, from now on: it is named in all that follows.</param>
/// <param name="Configuration">HOCON of the experiment.</param>
/// <param name="Fingerprint">What the edge node must come to by itself.</param>
internal sealed record NodeAssignment(UInt128 Session, string Configuration, Fingerprint Fingerprint) : INodeMessage;

/// <summary>The edge node has the experiment and its own copy of the data.</summary>
internal sealed record Ready(UInt128 Session) : INodeMessage;

/// <summary>The edge node cannot take part.</summary>
internal sealed record Declined(UInt128 Session, string Reason) : INodeMessage;

/// <summary>The edge node is still there; answered by <see cref="Dropped"/> where the session is not.</summary>
internal sealed record Alive(UInt128 Session) : INodeMessage;

/// <summary>The session is over.</summary>
internal sealed record Dropped(UInt128 Session, string Reason) : INodeMessage;

/// <summary>A payload is to be had; answered by <see cref="Pull"/> or <see cref="Taken"/>.</summary>
/// <param name="Session">Of both.</param>
/// <param name="Number">Of the payload, counted by its sender from 1.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Hash">XXH64 of them.</param>
/// <param name="First">Those it begins with.</param>
internal sealed record Offer(UInt128 Session, int Number, int Size, ulong Hash, ReadOnlyMemory<byte> First) : INodeMessage;

/// <summary>Send bytes [From, Until) of a payload.</summary>
internal sealed record Pull(UInt128 Session, int Number, int From, int Until) : INodeMessage;

/// <summary>Bytes of a payload.</summary>
internal sealed record Chunk(UInt128 Session, int Number, int From, ReadOnlyMemory<byte> Bytes) : INodeMessage;

/// <summary>The payload is there, whole.</summary>
internal sealed record Taken(UInt128 Session, int Number) : INodeMessage;
