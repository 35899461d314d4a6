using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;

namespace FedPrune.Compat.Tests.Remote;

public sealed class TlsTests : ActorTestWithCertificate
{
    // The first handshake of a process loads and compiles much.
    private static readonly TimeSpan Unhurried = TimeSpan.FromMinutes(1);

    private static readonly Props Echo = Act((message, context) => context.Sender.Tell(message));

    [Fact]
    public void With_tls_the_address_says_so()
    {
        Assert.Equal("akka.ssl.tcp", AddressOf(A).Protocol);
    }

    [Fact]
    public async Task Systems_with_tls_reach_each_other()
    {
        A.ActorOf(Echo, "echo");

        Assert.Equal("secret", await B.ActorSelection($"{AddressOf(A)}/user/echo").Ask<string>("secret", Unhurried));
    }

    [Fact]
    public async Task Large_messages_come_through_tls_as_they_went()
    {
        A.ActorOf(Echo, "echo");
        var echo = B.ActorSelection($"{AddressOf(A)}/user/echo");
        var sent = new byte[100_000];
        new Random(4).NextBytes(sent);

        Assert.Equal(sent, await echo.Ask<byte[]>(sent, Unhurried));
    }

    [Fact]
    public async Task A_certificate_nobody_vouches_for_is_refused_unless_validation_is_suppressed()
    {
        A.ActorOf(Echo, "echo");
        var strict = NewSystem("Strict", "akka.remote.dot-netty.tcp.ssl.suppress-validation = false");

        var refused = strict.ActorSelection($"{AddressOf(A)}/user/echo").Ask<string>("secret", TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<AskTimeoutException>(() => refused);
    }

    [Fact]
    public async Task A_system_without_tls_does_not_get_in()
    {
        A.ActorOf(Echo, "echo");
        var bare = NewSystem("Bare", "akka.remote.dot-netty.tcp.enable-ssl = off");
        var address = AddressOf(A).WithProtocol("akka.tcp");

        var refused = bare.ActorSelection($"{address}/user/echo").Ask<string>("secret", TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<AskTimeoutException>(() => refused);
    }

    [Fact]
    public void A_certificate_that_is_not_there_keeps_the_system_from_starting()
    {
        Assert.ThrowsAny<Exception>(() => NewSystem("Lost", """akka.remote.dot-netty.tcp.ssl.certificate.path = "nowhere.pfx" """));
    }
}

/// <summary>Two systems that share a certificate which they made themselves.</summary>
public abstract class ActorTestWithCertificate() : RemoteTest($$"""
    akka.remote.dot-netty.tcp {
      enable-ssl = on
      ssl {
        suppress-validation = true
        certificate {
          path = "{{Certificate.Value}}"
          password = "{{Password}}"
        }
      }
    }
    """)
{
    private const string Password = "only a test";

    private static readonly Lazy<string> Certificate = new(Make);

    private static string Make()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=fedprune-test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var path = Path.Combine(Directory.CreateTempSubdirectory("fedprune-tls-").FullName, "node.pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, Password));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        return path;
    }
}
