using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedPrune.Actors.Cluster;

/// <summary>Signs the certificates of a cluster's nodes. Keys are ECDSA on P-256.</summary>
/// <param name="certificate">Its own, with its private key.</param>
/// <param name="clock">Certificates begin and end.</param>
public sealed class NodeAuthority(X509Certificate2 certificate, TimeProvider clock)
{
    private const int SerialSize = 16;
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1); // by which a node's clock may be late

    /// <summary>Its certificate, with its private key.</summary>
    public X509Certificate2 Certificate { get; } = certificate;

    /// <summary>An authority with a new key.</summary>
    /// <param name="lifetime">Until its certificate expires.</param>
    /// <param name="clock">What time it is.</param>
    public static NodeAuthority Create(TimeSpan lifetime, TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=FedPrune cluster", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        var now = clock.GetUtcNow();
        return new NodeAuthority(request.CreateSelfSigned(now - Skew, now + lifetime), clock);
    }

    /// <summary>A certificate, with a new private key, for a node of its name and role.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="role">What it may be.</param>
    /// <param name="lifetime">Until it expires.</param>
    public X509Certificate2 Issue(string name, string role, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationalUnitName(role);
        subject.AddCommonName(name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        var now = clock.GetUtcNow();
        var last = new DateTimeOffset(Certificate.NotAfter);
        var end = now + lifetime < last ? now + lifetime : last; // none outlives its authority
        using var signed = request.Create(Certificate, now - Skew, end, RandomNumberGenerator.GetBytes(SerialSize));
        return signed.CopyWithPrivateKey(key);
    }
}
