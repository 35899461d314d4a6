using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor.Setup;
using Akka.Event;

namespace Akka.Remote.Transport.DotNetty;

/// <summary>Decides about the other end's certificate, on both sides of a connection.</summary>
public delegate bool CertificateValidationCallback(
    X509Certificate2 certificate, X509Chain chain, string remotePeer, SslPolicyErrors errors, ILoggingAdapter log);

/// <summary>The <c>ssl</c> settings in code: goes before the configuration.</summary>
public sealed class DotNettySslSetup : Setup
{
    public DotNettySslSetup(X509Certificate2 certificate, bool suppressValidation)
        : this(certificate, suppressValidation, requireMutualAuthentication: true)
    {
    }

    public DotNettySslSetup(X509Certificate2 certificate, bool suppressValidation, bool requireMutualAuthentication)
        : this(certificate, suppressValidation, requireMutualAuthentication, validateCertificateHostname: false, customValidator: null)
    {
    }

    public DotNettySslSetup(
        X509Certificate2 certificate, bool suppressValidation, bool requireMutualAuthentication, bool validateCertificateHostname)
        : this(certificate, suppressValidation, requireMutualAuthentication, validateCertificateHostname, customValidator: null)
    {
    }

    public DotNettySslSetup(
        X509Certificate2 certificate, bool suppressValidation, bool requireMutualAuthentication, CertificateValidationCallback customValidator)
        : this(certificate, suppressValidation, requireMutualAuthentication, validateCertificateHostname: false, customValidator)
    {
    }

    public DotNettySslSetup(
        X509Certificate2 certificate,
        bool suppressValidation,
        bool requireMutualAuthentication,
        bool validateCertificateHostname,
        CertificateValidationCallback customValidator)
    {
        Certificate = certificate;
        SuppressValidation = suppressValidation;
        RequireMutualAuthentication = requireMutualAuthentication;
        ValidateCertificateHostname = validateCertificateHostname;
        CustomValidator = customValidator;
    }

    public X509Certificate2 Certificate { get; }

    public bool SuppressValidation { get; }

    /// <summary>Whether who connects must show a certificate too.</summary>
    public bool RequireMutualAuthentication { get; }

    public bool ValidateCertificateHostname { get; }

    /// <summary>Takes the place of the other checks; null for none.</summary>
    public CertificateValidationCallback CustomValidator { get; }
}
