using Akka.Actor;
using Akka.Event;

namespace Akka.Dispatch.SysMsg;

/// <summary>What cells tell each other about lifecycle and death; it is processed before any user message.</summary>
public interface ISystemMessage : INoSerializationVerificationNeeded;

/// <summary>A system message is its own node in the mailbox's list: it can be in one mailbox at a time.</summary>
public abstract class SystemMessage : ISystemMessage
{
    internal SystemMessage Next { get; set; }

    /// <summary>Waits while children are being awaited, so that lifecycle steps do not overlap.</summary>
    internal virtual bool StashWhenWaitingForChildren => false;

    /// <summary>Waits while this actor itself is suspended.</summary>
    internal virtual bool StashWhenFailed => false;
}

/// <summary>The list of a closed mailbox: nothing can be added to it.</summary>
public sealed class NoMessage : SystemMessage
{
    public override string ToString() => "NoMessage";
}

public sealed class Create(ActorInitializationException failure = null) : SystemMessage
{
    public ActorInitializationException Failure { get; } = failure;

    public override string ToString() => $"<Create>: {Failure}";
}

public sealed class Recreate(Exception cause) : SystemMessage
{
    public Exception Cause { get; } = cause;

    internal override bool StashWhenWaitingForChildren => true;

    public override string ToString() => $"<Recreate>: {Cause}";
}

public sealed class Suspend : SystemMessage
{
    internal override bool StashWhenWaitingForChildren => true;

    public override string ToString() => "<Suspend>";
}

public sealed class Resume(Exception causedByFailure) : SystemMessage
{
    public Exception CausedByFailure { get; set; } = causedByFailure;

    internal override bool StashWhenWaitingForChildren => true;

    public override string ToString() => $"<Resume>: {CausedByFailure}";
}

public sealed class Terminate : SystemMessage, IPossiblyHarmful, IDeadLetterSuppression
{
    public override string ToString() => "<Terminate>";
}

public sealed class Supervise(IActorRef child, bool async) : SystemMessage
{
    public IActorRef Child { get; } = child;

    public bool Async { get; } = async;

    public override string ToString() => $"<Supervise>: {Child}, Async={Async}";
}

public class Watch(IInternalActorRef watchee, IInternalActorRef watcher) : SystemMessage
{
    public IInternalActorRef Watchee { get; } = watchee;

    public IInternalActorRef Watcher { get; } = watcher;

    public override string ToString() => $"<Watch>: {Watcher} wants to watch {Watchee}";
}

public sealed class Unwatch(IInternalActorRef watchee, IInternalActorRef watcher) : SystemMessage
{
    public IInternalActorRef Watchee { get; } = watchee;

    public IInternalActorRef Watcher { get; } = watcher;

    public override string ToString() => $"<Unwatch>: {Watcher} wants to unwatch {Watchee}";
}

public sealed class Failed(IActorRef child, Exception cause, long uid) : SystemMessage
{
    public IActorRef Child { get; } = child;

    public Exception Cause { get; } = cause;

    public long Uid { get; } = uid;

    internal override bool StashWhenWaitingForChildren => true;

    internal override bool StashWhenFailed => true;

    public override string ToString() => $"<Failed>: {Child} ({Uid}) {Cause}";
}

public sealed class DeathWatchNotification(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    : SystemMessage, IDeadLetterSuppression
{
    public IActorRef Actor { get; } = actor;

    public bool ExistenceConfirmed { get; } = existenceConfirmed;

    public bool AddressTerminated { get; } = addressTerminated;

    public override string ToString() => $"<DeathWatchNotification>: {Actor}";
}

/// <summary>A continuation of an asynchronous handler, to be run in its actor.</summary>
internal sealed class RunActorTask(ActorTaskScheduler scheduler, Task task) : SystemMessage
{
    public ActorTaskScheduler Scheduler { get; } = scheduler;

    public Task Task { get; } = task;
}

/// <summary>An asynchronous handler has ended: user messages may flow again, or its failure is the actor's.</summary>
internal sealed class ActorTaskEnded(Exception failure) : SystemMessage
{
    public Exception Failure { get; } = failure;
}

/// <summary>A child whose name was reserved could not be created; a parent that waits for its children need not wait for it.</summary>
internal sealed class ChildNotCreated : SystemMessage;
