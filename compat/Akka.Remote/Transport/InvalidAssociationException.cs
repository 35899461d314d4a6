using Akka.Actor;

namespace Akka.Remote.Transport;

/// <summary>The other system cannot be associated with, and trying again at once is of no use.</summary>
public class InvalidAssociationException(string message, Exception cause = null) : AkkaException(message, cause);
