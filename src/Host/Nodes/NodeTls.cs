using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using FedPrune.Actors.Cluster;

namespace FedPrune.Host.Nodes;

/// <summary>
/// TLS between nodes. Where the engine can ask for it (Akka.NET after 1.5.30), both sides show a certificate of the cluster's
/// authority, and who has none gets no connection; where it cannot, any certificate will do, and only the nodes' own handshake
/// tells who belongs.
/// </summary>
internal sealed class NodeTls(NodeIdentity identity)
{
    /// <summary>The settings of a node.</summary>
    /// <param name="certificate">Its own, with its private key.</param>
    /// <param name="identity">Whom it believes.</param>
    public static DotNettySslSetup Of(X509Certificate2 certificate, NodeIdentity identity)
    {
        foreach (var constructor in typeof(DotNettySslSetup).GetConstructors())
        {
            Type[] parameters = [.. constructor.GetParameters().Select(parameter => parameter.ParameterType)];
            if (parameters is [_, _, var mutual, var validator] && mutual == typeof(bool) && validator.IsAssignableTo(typeof(Delegate))
                && Delegate.CreateDelegate(validator, new NodeTls(identity), nameof(Belongs), ignoreCase: false, throwOnBindFailure: false) is { } belongs)
                return (DotNettySslSetup)constructor.Invoke([certificate, false, true, belongs]);
        }
        return new DotNettySslSetup(certificate, suppressValidation: true);
    }

    /// <summary>Whether a node that shows a certificate may connect, or be connected to.</summary>
    /// <exception cref="AuthenticationException">It may not; the engine logs why.</exception>
    internal bool Belongs(X509Certificate2? shown, X509Chain? _, string _1, SslPolicyErrors _2, ILoggingAdapter _3) =>
        shown is null ? throw new AuthenticationException("it shows no certificate")
        : identity.Untrusted(shown) is { } reason ? throw new AuthenticationException(reason)
        : true;
}
