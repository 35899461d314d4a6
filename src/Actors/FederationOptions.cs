using Akka.Actor;
using FedPrune.Actors.Cluster;

namespace FedPrune.Actors;

/// <summary>How the actors of a federation are put together; what it computes does not depend on it.</summary>
public sealed record FederationOptions
{
    internal static Func<string, Props, Props> Plain { get; } = (_, props) => props;

    /// <summary>Edge nodes that the devices are spread over, each with compute slots of its own.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Spread over the edge nodes of the actor system's cluster instead; null for none.</summary>
    public ClusterTerms? Cluster { get; init; }

    /// <summary>Real time after which a compute slot that is at one job is given up, and the job failed; null for never.</summary>
    public TimeSpan? SlotTimeout { get; init; }

    /// <summary>
    /// What becomes of an actor's props before it is made, by its name: <c>round</c>, <c>evaluator</c>, <c>aggregator</c>,
    /// <c>tester</c>, <c>node-0</c>, <c>device-17</c>. For probes.
    /// </summary>
    public Func<string, Props, Props> Decorate { get; init; } = Plain;
}
