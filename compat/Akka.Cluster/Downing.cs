using Akka.Actor;

namespace Akka.Cluster;

/// <summary>Decides which members are downed. Named by <c>akka.cluster.downing-provider-class</c>; needs a constructor (ActorSystem, Cluster).</summary>
public interface IDowningProvider
{
    /// <summary>How long after a member's removal nothing may take its place.</summary>
    TimeSpan DownRemovalMargin { get; }

    /// <summary>The actor that decides; null for none.</summary>
    Props DowningActorProps { get; }
}

/// <summary>Downs nobody: somebody has to.</summary>
public sealed class NoDowning : IDowningProvider
{
    public NoDowning(ActorSystem system, Cluster cluster)
    {
    }

    public TimeSpan DownRemovalMargin => TimeSpan.Zero;

    public Props DowningActorProps => null;
}
