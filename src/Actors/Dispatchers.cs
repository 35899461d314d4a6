namespace FedPrune.Actors;

/// <summary>The dispatchers that <c>hocon/reference.conf</c> declares.</summary>
internal static class Dispatchers
{
    /// <summary>A thread for each compute slot; whoever trains or evaluates a model runs here.</summary>
    public const string Training = "akka.actor.training-dispatcher";

    /// <summary>The server's own mathematics: pruning, scoring, aggregating.</summary>
    public const string Server = "akka.actor.server-dispatcher";
}
