using Akka.Actor;
using FedPrune.Actors.Edge;

namespace FedPrune.Actors.Cluster;

/// <summary>What an edge node's process does for its agent.</summary>
public interface INodeHost
{
    /// <summary>Models it trains at the same time.</summary>
    int Slots { get; }

    /// <summary>Builds the experiment of a configuration and loads this node's own copy of its data.</summary>
    /// <param name="configuration">HOCON, as the server sent it.</param>
    Task<NodeSetup> PrepareAsync(string configuration);
}

/// <summary>An experiment as an edge node is to take part in it.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Fingerprint">Of what this node has come to.</param>
/// <param name="StartNode">
/// Starts an <see cref="EdgeNodeActor"/>: in an actor system of its own, since the clock of the devices' mailboxes and the
/// threads of their dispatchers are the experiment's.
/// </param>
public sealed record NodeSetup(Experiment Experiment, Fingerprint Fingerprint, Func<IActorRef> StartNode);

/// <summary>What an edge node is at; published there.</summary>
/// <param name="What">In a few words.</param>
/// <param name="Ready">Whether it takes part.</param>
public sealed record NodeState(string What, bool Ready);
