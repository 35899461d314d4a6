using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;

namespace Akka.Remote.Tcp;

/// <summary>TLS as <c>enable-ssl</c> asks for it; without it the bare stream.</summary>
internal sealed class Encryption(DotNettySslSetup ssl, ILoggingAdapter log)
{
    /// <summary>What is set in code, else in the configuration; null without <c>enable-ssl</c>.</summary>
    /// <exception cref="ConfigurationException">The certificate cannot be read or has no private key.</exception>
    public static DotNettySslSetup Settings(Config ssl, DotNettySslSetup inCode)
    {
        if (ssl is null) return null;
        var settings = inCode ?? new DotNettySslSetup(
            Certificates.Read(ssl),
            ssl.GetBoolean("suppress-validation"),
            ssl.GetBoolean("require-mutual-authentication", true),
            ssl.GetBoolean("validate-certificate-hostname"));
        return settings.Certificate is { HasPrivateKey: true }
            ? settings
            : throw new ConfigurationException("akka.remote.dot-netty.tcp.ssl: the certificate has no private key");
    }

    public async Task<Stream> AsClientAsync(Stream bare, string host, CancellationToken cancellation)
    {
        if (ssl is null) return bare;
        var encrypted = new SslStream(bare, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificates = ssl.RequireMutualAuthentication ? [ssl.Certificate] : null,
            EnabledSslProtocols = SslProtocols.None,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsValid(certificate, chain, host, errors),
        };
        await encrypted.AuthenticateAsClientAsync(options, cancellation).ConfigureAwait(false);
        return encrypted;
    }

    public async Task<Stream> AsServerAsync(Stream bare, string peer, CancellationToken cancellation)
    {
        if (ssl is null) return bare;
        var encrypted = new SslStream(bare, leaveInnerStreamOpen: false);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = ssl.Certificate,
            ClientCertificateRequired = ssl.RequireMutualAuthentication,
            EnabledSslProtocols = SslProtocols.None,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                !ssl.RequireMutualAuthentication || IsValid(certificate, chain, peer, errors),
        };
        await encrypted.AuthenticateAsServerAsync(options, cancellation).ConfigureAwait(false);
        return encrypted;
    }

    private bool IsValid(X509Certificate certificate, X509Chain chain, string peer, SslPolicyErrors errors)
    {
        if (certificate is null) throw new AuthenticationException("it shows no certificate"); // suppressed or not: one has to
        if (!ssl.ValidateCertificateHostname) errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        if (ssl.CustomValidator is not { } custom) return ssl.SuppressValidation || errors == SslPolicyErrors.None;
        using var shown = new X509Certificate2(certificate);
        return custom(shown, chain, peer, errors, log);
    }
}

/// <summary>The certificate that the configuration names, in a file or in a store.</summary>
internal static class Certificates
{
    public static X509Certificate2 Read(Config ssl)
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
}
