using Akka.Dispatch.SysMsg;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Something messages can be sent to.</summary>
public interface ICanTell
{
    void Tell(object message, IActorRef sender);
}

/// <summary>A handle on an actor: immutable, shareable, and all that others ever hold of it.</summary>
public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>, ISurrogated, IComparable
{
    ActorPath Path { get; }
}

/// <summary>Whether a reference is to an actor of this process.</summary>
public interface IActorRefScope
{
    bool IsLocal { get; }
}

/// <summary>A reference that may come to life after it was handed out.</summary>
public interface IRepointableRef : IActorRefScope
{
    bool IsStarted { get; }
}

/// <summary>What the library itself asks of a reference beyond telling.</summary>
public interface IInternalActorRef : IActorRef, IActorRefScope
{
    IInternalActorRef Parent { get; }

    IActorRefProvider Provider { get; }

    [Obsolete("Use Context.Watch and Receive<Terminated>")]
    bool IsTerminated { get; }

    /// <summary>Follows names downwards: <c>..</c> goes up, an empty name stays; <see cref="ActorRefs.Nobody"/> if there is none.</summary>
    IActorRef GetChild(IReadOnlyList<string> name);

    void Resume(Exception causedByFailure = null);

    void Start();

    void Stop();

    void Restart(Exception cause);

    void Suspend();

    [Obsolete("Use SendSystemMessage(message)")]
    void SendSystemMessage(ISystemMessage message, IActorRef sender);

    void SendSystemMessage(ISystemMessage message);
}

/// <summary>The two references that stand for no actor.</summary>
public static class ActorRefs
{
    public static readonly IActorRef NoSender;

    public static readonly Nobody Nobody = Nobody.Instance;
}

public static class ActorRefExtensions
{
    public static bool IsNobody(this IActorRef actorRef) => actorRef is null or Nobody;

    public static IActorRef GetOrElse(this IActorRef actorRef, Func<IActorRef> elseValue) =>
        actorRef.IsNobody() ? elseValue() : actorRef;
}

public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Sends in the name of the actor that runs on this thread, if one does.</summary>
    public static void Tell(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.GetCurrentSelfOrNoSender());

    /// <summary>Passes a message on in the name of who sent the current one.</summary>
    public static void Forward(this IActorRef receiver, object message) =>
        receiver.Tell(message, ActorCell.GetCurrentSenderOrNoSender());
}
