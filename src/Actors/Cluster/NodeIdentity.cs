using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedPrune.Actors.Cluster;

/// <summary>
/// Who a node is, and whom it lets in: a key of its own, the certificate that the cluster's authority signed for it, and that
/// authority. Without an identity a cluster is open.
/// </summary>
/// <param name="certificate">The node's, with its private key (ECDSA).</param>
/// <param name="authority">Who signs certificates of this cluster.</param>
/// <param name="clock">Certificates expire.</param>
public sealed class NodeIdentity(X509Certificate2 certificate, X509Certificate2 authority, TimeProvider clock)
{
    internal const int NonceSize = 32;

    /// <summary>The certificate that goes to the other side (DER).</summary>
    internal ReadOnlyMemory<byte> Certificate { get; } = certificate.RawData;

    /// <summary>A number that nobody has seen.</summary>
    internal static byte[] Nonce() => RandomNumberGenerator.GetBytes(NonceSize);

    /// <summary>Signs for one purpose and two nonces.</summary>
    internal byte[] Sign(string purpose, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        using var key = certificate.GetECDsaPrivateKey()
            ?? throw new CryptographicException($"the certificate of {certificate.Subject} has no ECDSA key with it");
        return key.SignData(Statement(purpose, first, second), HashAlgorithmName.SHA256);
    }

    /// <summary>Why a node is not who it says it is; null if it is.</summary>
    /// <param name="presented">Its certificate (DER).</param>
    /// <param name="role">What it must be allowed to be.</param>
    /// <param name="signature">Over the following.</param>
    /// <param name="purpose">Of the signature.</param>
    /// <param name="first">The first nonce.</param>
    /// <param name="second">The second nonce.</param>
    internal string? Defect(
        ReadOnlyMemory<byte> presented, string role, ReadOnlyMemory<byte> signature, string purpose, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        if (presented.IsEmpty)
            return "it has no certificate";
        try
        {
            using var other = X509CertificateLoader.LoadCertificate(presented.Span);
            if (Untrusted(other) is { } reason)
                return reason;
            if (!Roles(other).Contains(role, StringComparer.Ordinal))
                return $"its certificate is not for the role {role}";
            using var key = other.GetECDsaPublicKey();
            return key?.VerifyData(Statement(purpose, first, second).AsSpan(), signature.Span, HashAlgorithmName.SHA256) == true
                ? null
                : "it does not have the key of its certificate";
        }
        catch (CryptographicException e)
        {
            return $"its certificate cannot be read: {e.Message}";
        }
    }

    /// <summary>Why a certificate is none of this cluster's, or not valid now; null if it is.</summary>
    /// <param name="other">Of another node.</param>
    public string? Untrusted(X509Certificate2 other)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
                VerificationTime = clock.GetLocalNow().LocalDateTime,
            },
        };
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        return chain.Build(other)
            ? null
            : $"its certificate is refused: {string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct())}";
    }

    // CN=name, OU=role
    private static IEnumerable<string> Roles(X509Certificate2 certificate) => certificate.SubjectName.EnumerateRelativeDistinguishedNames()
        .Where(name => name.GetSingleElementType().Value == "2.5.4.11").Select(name => name.GetSingleElementValue() ?? "");

    private static byte[] Statement(string purpose, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second) =>
        [.. System.Text.Encoding.ASCII.GetBytes($"fedprune {purpose}\n"), .. SHA256.HashData(first.Span), .. SHA256.HashData(second.Span)];
}
