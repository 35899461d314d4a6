using Akka.Actor;

namespace Akka.Remote;

/// <summary>Remoting cannot start, or what it is asked for cannot be done.</summary>
public class RemoteTransportException(string message, Exception cause = null) : AkkaException(message, cause);
