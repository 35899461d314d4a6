using Akka.Actor;
using FedPrune.Actors.Edge;

namespace FedPrune.Actors.Cluster;

/// <summary>What a run needs to be spread over the edge nodes of a cluster.</summary>
/// <param name="Configuration">HOCON that edge nodes build the same experiment from.</param>
/// <param name="Fingerprint">What they must come to.</param>
/// <param name="Fleet">When rounds begin, and what becomes of what is lost.</param>
public sealed record ClusterTerms(string Configuration, Fingerprint Fingerprint, FleetTerms Fleet)
{
    /// <summary>Who the server is; null in an open cluster.</summary>
    public NodeIdentity? Identity { get; init; }

    /// <summary>The most that a payload of an edge node may take.</summary>
    public int MostBytes { get; init; } = 512 << 20;
}

/// <summary>Roles of the cluster's members, and where on them their actors are.</summary>
public static class ClusterRole
{
    public const string Server = "server", Edge = "edge";

    /// <summary>Below <c>/user</c>.</summary>
    public const string Gate = "gate", Agent = "agent";

    internal static ActorPath PathOf(Address member, string actor) => new RootActorPath(member) / "user" / actor;
}

/// <summary>An edge node was not let in, or cannot take part; published on the server.</summary>
public sealed record NodeRefused(string Node, string Reason);
