using System.Security.Cryptography.X509Certificates;
using Akka.Actor.Setup;
using FedPrune.Actors.Cluster;

namespace FedPrune.Host.Nodes;

/// <summary>A node's folder of keys: its certificate with its key, and the certificate of the cluster's authority.</summary>
/// <param name="Identity">Who it is.</param>
/// <param name="Hocon">What Akka has to be told of it, below <c>akka</c>.</param>
/// <param name="Tls">What Akka has to be told of it in code.</param>
internal sealed record NodeKeys(NodeIdentity Identity, string Hocon, Setup Tls)
{
    public const string NodeFile = "node.pfx", AuthorityFile = "authority.crt";

    /// <summary>Reads a folder of keys.</summary>
    /// <exception cref="UserException">It lacks a file, or one is none.</exception>
    public static NodeKeys Open(string folder)
    {
        var (node, authority) = (Path.GetFullPath(Path.Combine(folder, NodeFile)), Path.GetFullPath(Path.Combine(folder, AuthorityFile)));
        if ((new[] { node, authority }).FirstOrDefault(path => !File.Exists(path)) is { } missing)
            throw UserException.Environment($"there is no {missing}: ./fedprune cluster init makes keys, fedprune.cluster.keys names their folder");
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(node, password: null);
            var identity = new NodeIdentity(certificate, X509CertificateLoader.LoadCertificateFromFile(authority), TimeProvider.System);
            return new NodeKeys(identity, EnableTls(node), NodeTls.Of(certificate, identity));
        }
        catch (System.Security.Cryptography.CryptographicException e)
        {
            throw UserException.Environment($"the keys in {folder} cannot be read: {e.Message}", e);
        }
    }

    // Akka's own check knows only the machine's authorities: NodeTls has the cluster's.
    private static string EnableTls(string certificate) => $$"""
        remote.dot-netty.tcp {
          enable-ssl = true
          ssl {
            suppress-validation = true
            certificate { path = "{{certificate}}", password = "" }
          }
        }
        """;
}
