namespace Akka.Remote;

/// <summary>Goes before what waits for the same system: heartbeats are not to queue behind data.</summary>
internal interface IPriorityMessage;
