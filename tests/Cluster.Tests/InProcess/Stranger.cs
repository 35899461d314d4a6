using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace FedPrune.Cluster.Tests.InProcess;

/// <summary>Somebody who connects to a node's port and speaks for himself.</summary>
internal sealed class Stranger : IDisposable
{
    private readonly TcpClient _client = new(AddressFamily.InterNetwork); // as the node names it
    private Stream? _stream;
    private Regex? _address;

    public static async Task<Stranger> AtAsync(int port)
    {
        var stranger = new Stranger();
        await stranger._client.ConnectAsync(IPAddress.Loopback, port);
        var own = ((IPEndPoint)stranger._client.Client.LocalEndPoint!).Port;
        stranger._address = new Regex($@"127\.0\.0\.1\]?:{own}\b", RegexOptions.None, TimeSpan.FromSeconds(1)); // also as [::ffff:127.0.0.1]
        stranger._stream = stranger._client.GetStream();
        return stranger;
    }

    /// <summary>Whether a line of a log speaks of him.</summary>
    public bool IsNamedIn(string line) => _address!.IsMatch(line);

    /// <summary>Speaks TLS from now on, with a certificate or without, and believes whatever he is shown.</summary>
    public async Task EncryptAsync(X509Certificate2? certificate)
    {
        var encrypted = new SslStream(_stream!, leaveInnerStreamOpen: false, (_, _, _, _) => true);
        _stream = encrypted;
        try
        {
            var chosen = certificate is null ? null : SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
            await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "fedprune", ClientCertificateContext = chosen });
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            // he is told at once, or when he reads
        }
    }

    public async Task SayAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _stream!.WriteAsync(bytes);
            await _stream.FlushAsync();
        }
        catch (IOException)
        {
            // he has been shown out already
        }
    }

    /// <summary>Waits until the other end has closed the connection.</summary>
    public async Task UntilShownOutAsync()
    {
        var bytes = new byte[1024];
        try
        {
            while (await _stream!.ReadAsync(bytes).AsTask().WaitAsync(TestCluster.Patience) > 0)
            {
                // whatever he is told
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // reset, or never authenticated
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _client.Dispose();
    }
}
