using Akka.Actor;

namespace Akka.Util;

/// <summary>Something that goes over the wire in the shape of another object.</summary>
public interface ISurrogated
{
    ISurrogate ToSurrogate(ActorSystem system);
}

/// <summary>The shape in which an <see cref="ISurrogated"/> goes over the wire.</summary>
public interface ISurrogate
{
    ISurrogated FromSurrogate(ActorSystem system);
}
