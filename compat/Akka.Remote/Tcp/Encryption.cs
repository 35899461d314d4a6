using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;

namespace Akka.Remote.Tcp;

/// <summary>TLS as <c>akka.remote.dot-netty.tcp.ssl</c> asks for it; without <c>enable-ssl</c> the bare stream.</summary>
internal sealed class Encryption : IDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly bool _mutual;
    private readonly bool _checksName;
    private readonly RemoteCertificateValidationCallback _validation;

    /// <summary>Reads the certificate.</summary>
    /// <exception cref="ConfigurationException">The certificate cannot be read or has no private key.</exception>
    public Encryption(Config ssl)
    {
        if (ssl is null) return;
        _certificate = Certificate(ssl);
        if (!_certificate.HasPrivateKey) throw new ConfigurationException("akka.remote.dot-netty.tcp.ssl: the certificate has no private key");
        _mutual = ssl.GetBoolean("require-mutual-authentication", true);
        _checksName = ssl.GetBoolean("validate-certificate-hostname");
        _validation = ssl.GetBoolean("suppress-validation") ? static (_, _, _, _) => true : Valid;
    }

    public void Dispose() => _certificate?.Dispose();

    public async Task<Stream> AsClientAsync(Stream bare, string host, CancellationToken cancellation)
    {
        if (_certificate is null) return bare;
        var encrypted = new SslStream(bare, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificates = _mutual ? [_certificate] : null,
            EnabledSslProtocols = SslProtocols.None,
            RemoteCertificateValidationCallback = _validation,
        };
        await encrypted.AuthenticateAsClientAsync(options, cancellation).ConfigureAwait(false);
        return encrypted;
    }

    public async Task<Stream> AsServerAsync(Stream bare, CancellationToken cancellation)
    {
        if (_certificate is null) return bare;
        var encrypted = new SslStream(bare, leaveInnerStreamOpen: false);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificate,
            ClientCertificateRequired = _mutual,
            EnabledSslProtocols = SslProtocols.None,
            RemoteCertificateValidationCallback = _mutual ? _validation : static (_, _, _, _) => true,
        };
        await encrypted.AuthenticateAsServerAsync(options, cancellation).ConfigureAwait(false);
        return encrypted;
    }

    private static X509Certificate2 Certificate(Config ssl)
    {
        try
        {
            return ssl.GetBoolean("certificate.use-thumbprint-over-file") ? FromStore(ssl) : FromFile(ssl);
        }
        catch (Exception e) when (e is not ConfigurationException)
        {
            throw new ConfigurationException($"akka.remote.dot-netty.tcp.ssl.certificate cannot be read: {e.Message}", e);
        }
    }

    private static X509Certificate2 FromFile(Config ssl)
    {
        var path = ssl.GetString("certificate.path");
        if (string.IsNullOrEmpty(path)) throw new ConfigurationException("akka.remote.dot-netty.tcp.ssl.certificate.path is empty, and enable-ssl is on");
        return X509CertificateLoader.LoadPkcs12FromFile(path, ssl.GetString("certificate.password"));
    }

    private static X509Certificate2 FromStore(Config ssl)
    {
        var location = ssl.GetString("certificate.store-location") == "local-machine" ? StoreLocation.LocalMachine : StoreLocation.CurrentUser;
        using var store = new X509Store(ssl.GetString("certificate.store-name"), location);
        store.Open(OpenFlags.ReadOnly);
        var thumbprint = ssl.GetString("certificate.thumbprint");
        return store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: true) is [var found, ..]
            ? found
            : throw new ConfigurationException($"akka.remote.dot-netty.tcp.ssl: there is no valid certificate with the thumbprint [{thumbprint}]");
    }

    private bool Valid(object sender, X509Certificate certificate, X509Chain chain, SslPolicyErrors errors) =>
        (_checksName ? errors : errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
}
