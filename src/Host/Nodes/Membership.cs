using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using FedPrune.Actors.Cluster;
using FedPrune.Host.Configuration;
using Settings = FedPrune.Host.Configuration.Settings;

namespace FedPrune.Host.Nodes;

/// <summary>How a process is a member of a cluster.</summary>
/// <param name="Config">Its whole configuration, over what all nodes have.</param>
/// <param name="Keys">Who it is; null in an open cluster.</param>
internal sealed record Membership(Config Config, NodeKeys? Keys)
{
    /// <summary>Who it is; null in an open cluster.</summary>
    public NodeIdentity? Identity => Keys?.Identity;

    /// <summary>The membership that a node's configuration asks for.</summary>
    /// <param name="configuration">The node's.</param>
    /// <param name="role">What it is.</param>
    /// <exception cref="UserException">The cluster is closed, and the node has no key.</exception>
    public static Membership Of(RunConfiguration configuration, string role)
    {
        var settings = configuration.Settings;
        var keys = PolicyReader.Closed(settings) ? NodeKeys.Open(KeysFolder(settings)) : null;
        var own = ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
            akka {
              stdout-loglevel = OFF
              cluster.roles = ["{{role}}"]
              {{keys?.Hocon}}
            }
            """));
        return new Membership(own.WithFallback(configuration.Config).WithFallback(HoconFiles.ClusterBase()), keys);
    }

    /// <summary>Starts the actor system with which this process is a member.</summary>
    /// <param name="over">What goes before its configuration; null for nothing.</param>
    /// <exception cref="UserException">It cannot listen at its address.</exception>
    public ActorSystem Start(Config? over = null)
    {
        var config = over is null ? Config : over.WithFallback(Config);
        Setup bootstrap = BootstrapSetup.Create().WithConfig(config);
        try
        {
            return ActorSystem.Create("fedprune", ActorSystemSetup.Create(Keys is null ? [bootstrap] : [bootstrap, Keys.Tls]));
        }
        catch (Exception e) when (e is not UserException) // whatever the transport throws: the port is taken, the key unreadable
        {
            throw UserException.Environment($"this node cannot listen at {Address(config)}: {e.GetBaseException().Message}", e);
        }
    }

    private static string Address(Config config) =>
        $"{config.GetString("akka.remote.dot-netty.tcp.hostname")}:{config.GetString("akka.remote.dot-netty.tcp.port")}";

    /// <summary>What a run is to be spread with.</summary>
    /// <param name="configuration">Of the run.</param>
    /// <param name="fingerprint">Of the server.</param>
    public ClusterTerms Terms(RunConfiguration configuration, Fingerprint fingerprint) =>
        new(configuration.ToSend(), fingerprint, PolicyReader.Fleet(configuration.Settings)) { Identity = Identity };

    private static string KeysFolder(Settings settings) => settings.Text("cluster.keys") is { Length: > 0 } folder
        ? folder
        : throw UserException.Usage(
            "the cluster is closed, and this node has no key: ./fedprune cluster init makes keys, fedprune.cluster.keys names their folder; or set fedprune.cluster.security = open");
}
