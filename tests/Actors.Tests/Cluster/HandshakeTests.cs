using System.Security.Cryptography.X509Certificates;
using FedPrune.Actors.Cluster;

namespace FedPrune.Actors.Tests.Cluster;

/// <summary>Nobody in who does not belong.</summary>
public sealed class HandshakeTests : IDisposable
{
    private const string Address = "akka.ssl.tcp://fedprune@127.0.0.1:4054";
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly NodeAuthority _authority = NodeAuthority.Create(10 * Year, TimeProvider.System);
    private readonly List<X509Certificate2> _certificates = [];

    [Fact]
    public void Who_has_a_key_of_the_cluster_is_let_in()
    {
        var (server, edge) = (new Handshake(Server()), Edge());
        var hello = Greeting(edge);
        var (proof, refusal) = Handshake.Answer(edge, hello, server.Greeted(Address, hello));
        Assert.Null(refusal);
        Assert.Equal((hello, null), server.Proven(Address, proof!));
    }

    [Fact]
    public void A_proof_is_good_once()
    {
        var (server, edge) = (new Handshake(Server()), Edge());
        var hello = Greeting(edge);
        var proof = Handshake.Answer(edge, hello, server.Greeted(Address, hello)).Proof!;
        Assert.NotNull(server.Proven(Address, proof).Hello);
        Assert.Contains("answers no open challenge", server.Proven(Address, proof).Refusal, StringComparison.Ordinal);
        server.Greeted(Address, hello); // another challenge, the old proof
        Assert.Contains("answers no open challenge", server.Proven(Address, proof).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_proof_uses_the_challenge_up()
    {
        var (server, edge) = (new Handshake(Server()), Edge());
        var hello = Greeting(edge);
        var proof = Handshake.Answer(edge, hello, server.Greeted(Address, hello)).Proof!;
        Assert.NotNull(server.Proven(Address, proof with { Signature = new byte[64] }).Refusal);
        Assert.NotNull(server.Proven(Address, proof).Refusal);
    }

    [Fact]
    public void A_right_certificate_without_its_key_is_refused()
    {
        var (server, thief) = (new Handshake(Server()), Edge());
        var hello = Greeting(Edge()); // somebody else's certificate
        var proof = Handshake.Answer(thief, hello, server.Greeted(Address, hello)).Proof!;
        Assert.Contains("does not have the key", server.Proven(Address, proof).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_of_another_authority_is_refused_on_either_side()
    {
        var other = NodeAuthority.Create(Year, TimeProvider.System);
        var stranger = Identity(other.Issue("edge-1", ClusterRole.Edge, Year), _authority);
        Assert.Contains("its certificate is refused", Refusal(stranger), StringComparison.Ordinal);

        var edge = Edge();
        var hello = Greeting(edge);
        var rogue = new Handshake(Identity(other.Issue("server", ClusterRole.Server, Year), _authority));
        Assert.Contains("the server is refused", Handshake.Answer(edge, hello, rogue.Greeted(Address, hello)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expired_certificate_is_refused()
    {
        var late = new Later(TimeSpan.FromDays(2));
        var server = new NodeIdentity(Kept(_authority.Issue("server", ClusterRole.Server, Year)), _authority.Certificate, late);
        var edge = Identity(_authority.Issue("edge-1", ClusterRole.Edge, TimeSpan.FromDays(1)), _authority);
        Assert.Contains("NotTimeValid", Refusal(edge, server), StringComparison.Ordinal);
    }

    [Fact]
    public void An_edge_node_cannot_be_the_server()
    {
        var (edge, rogue) = (Edge(), new Handshake(Edge()));
        var hello = Greeting(edge);
        Assert.Contains("not for the role server", Handshake.Answer(edge, hello, rogue.Greeted(Address, hello)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_certificate_or_with_garbage_for_one_a_node_is_refused()
    {
        foreach (var garbage in (byte[][])[[], [1, 2, 3]])
        {
            var (server, edge) = (new Handshake(Server()), Edge());
            var hello = Greeting(edge) with { Certificate = garbage };
            var proof = Handshake.Answer(edge, hello, server.Greeted(Address, hello)).Proof!;
            Assert.NotNull(server.Proven(Address, proof).Refusal);
        }
    }

    [Fact]
    public void A_challenge_is_for_one_address()
    {
        var (server, edge) = (new Handshake(Server()), Edge());
        var hello = Greeting(edge);
        var proof = Handshake.Answer(edge, hello, server.Greeted(Address, hello)).Proof!;
        Assert.NotNull(server.Proven(Address + "5", proof).Refusal);
        Assert.NotNull(server.Proven(Address, proof).Hello);
    }

    public void Dispose()
    {
        foreach (var certificate in _certificates)
            certificate.Dispose();
    }

    private string? Refusal(NodeIdentity edge, NodeIdentity? server = null)
    {
        var handshake = new Handshake(server ?? Server());
        var hello = Greeting(edge);
        var challenge = handshake.Greeted(Address, hello);
        var proof = new Proof(challenge.Nonce, edge.Sign("edge", hello.Nonce, challenge.Nonce));
        return handshake.Proven(Address, proof).Refusal;
    }

    private static Hello Greeting(NodeIdentity edge) => new(Hello.Spoken, 1, NodeIdentity.Nonce(), edge.Certificate);

    private NodeIdentity Server() => Identity(_authority.Issue("server", ClusterRole.Server, Year), _authority);

    private NodeIdentity Edge() => Identity(_authority.Issue("edge-1", ClusterRole.Edge, Year), _authority);

    private NodeIdentity Identity(X509Certificate2 certificate, NodeAuthority authority) =>
        new(Kept(certificate), authority.Certificate, TimeProvider.System);

    private X509Certificate2 Kept(X509Certificate2 certificate)
    {
        _certificates.Add(certificate);
        return certificate;
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
