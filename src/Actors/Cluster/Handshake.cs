namespace FedPrune.Actors.Cluster;

/// <summary>
/// The server's side of letting an edge node in. Each challenge is good for one proof, right or wrong, so that nothing that was
/// said once can be said again; each node has one challenge open at most.
/// </summary>
/// <param name="identity">The server's; null in an open cluster.</param>
internal sealed class Handshake(NodeIdentity? identity)
{
    private const string ServerSays = "server", EdgeSays = "edge";

    private readonly Dictionary<string, (Hello Hello, byte[] Nonce)> _open = new(StringComparer.Ordinal); // by address

    /// <summary>Answers a greeting.</summary>
    public Challenge Greeted(string address, Hello hello)
    {
        var nonce = NodeIdentity.Nonce();
        _open[address] = (hello, nonce);
        return identity is null
            ? new Challenge(nonce, default, default)
            : new Challenge(nonce, identity.Certificate, identity.Sign(ServerSays, hello.Nonce, nonce));
    }

    /// <summary>Judges a proof.</summary>
    /// <returns>The greeting that it belongs to, or why it is refused.</returns>
    public (Hello? Hello, string? Refusal) Proven(string address, Proof proof)
    {
        if (!_open.Remove(address, out var open) || !open.Nonce.AsSpan().SequenceEqual(proof.Nonce.Span))
            return (null, "its proof answers no open challenge");
        var defect = identity?.Defect(open.Hello.Certificate, "edge", proof.Signature, EdgeSays, open.Hello.Nonce, open.Nonce);
        return defect is null ? (open.Hello, null) : (null, defect);
    }

    /// <summary>A node is gone.</summary>
    public void Forget(string address) => _open.Remove(address);

    /// <summary>The edge node's answer to a challenge, or why the server is refused.</summary>
    /// <param name="identity">The edge node's; null in an open cluster.</param>
    /// <param name="hello">What it had said.</param>
    /// <param name="challenge">What the server said.</param>
    public static (Proof? Proof, string? Refusal) Answer(NodeIdentity? identity, Hello hello, Challenge challenge)
    {
        if (identity is null)
            return challenge.Certificate.IsEmpty
                ? (new Proof(challenge.Nonce, default), null)
                : (null, "the cluster is closed, and this node has no key (fedprune.cluster.keys)");
        var defect = identity.Defect(challenge.Certificate, "server", challenge.Signature, ServerSays, hello.Nonce, challenge.Nonce);
        return defect is null
            ? (new Proof(challenge.Nonce, identity.Sign(EdgeSays, hello.Nonce, challenge.Nonce)), null)
            : (null, $"the server is refused: {defect}");
    }
}
