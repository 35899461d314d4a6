using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.TestKit.Internal;

/// <summary>Actors that run on their senders' threads.</summary>
internal static class TestableActors
{
    internal static LocalActorRef Create(ActorSystem system, Props props, IActorRef supervisor, string name)
    {
        var parent = supervisor switch
        {
            null => ((ActorSystemImpl)system).Guardian,
            TestProbe probe => (IInternalActorRef)probe.Ref,
            _ => (IInternalActorRef)supervisor,
        };
        var here = props.Dispatcher is null or Dispatch.Dispatchers.DefaultDispatcherId ? props.WithDispatcher(CallingThreadDispatcher.Id) : props;
        var cell = (ActorCell)((ActorRefWithCell)parent).Underlying;
        return (LocalActorRef)cell.AttachChild(here, isSystemService: false, name);
    }

    /// <summary>Has an actor handle a message on this thread, with nothing between it and what it throws.</summary>
    internal static void Receive(ActorCell cell, object message, IActorRef sender) => cell.UseThreadContext(() =>
    {
        var before = cell.Handle(message, sender);
        try
        {
            cell.AutoReceiveMessage(new Envelope(message, sender));
        }
        finally
        {
            cell.Handle(before.Message, before.Sender);
        }
    });
}
