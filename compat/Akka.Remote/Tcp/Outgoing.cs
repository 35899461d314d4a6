using Akka.Actor;

namespace Akka.Remote.Tcp;

/// <summary>A message on its way out.</summary>
internal readonly record struct Outgoing(object Message, IActorRef Sender, RemoteActorRef Recipient);

/// <summary>A message between cells with its number.</summary>
internal readonly record struct Numbered(long Number, Outgoing Outgoing);
