using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>A reference with a cell behind it.</summary>
public abstract class ActorRefWithCell : InternalActorRefBase
{
    public abstract ICell Underlying { get; }

    public abstract IEnumerable<IActorRef> Children { get; }

    public abstract IInternalActorRef GetSingleChild(string name);
}

/// <summary>The reference to an actor of this process.</summary>
public class LocalActorRef : ActorRefWithCell
{
    private readonly ActorCell _cell;

    public LocalActorRef(
        ActorSystemImpl system,
        Props props,
        MessageDispatcher dispatcher,
        MailboxType mailboxType,
        IInternalActorRef supervisor,
        ActorPath path)
    {
        Path = path;
        _cell = NewActorCell(system, this, props, dispatcher, supervisor);
        _cell.Init(sendSupervise: true, mailboxType);
    }

    public override ActorPath Path { get; }

    public ActorCell Cell => _cell;

    public override ICell Underlying => _cell;

    public override IActorRefProvider Provider => _cell.SystemImpl.Provider;

    public override IInternalActorRef Parent => _cell.Parent;

    public override IEnumerable<IActorRef> Children => _cell.GetChildren();

    public override bool IsLocal => true;

    public override bool IsTerminated => _cell.IsTerminated;

    protected ActorSystem System => _cell.System;

    protected Props Props => _cell.Props;

    protected MessageDispatcher Dispatcher => _cell.Dispatcher;

    protected IInternalActorRef Supervisor => _cell.Parent;

    public override void Start() => _cell.Start();

    public override void Stop() => _cell.Stop();

    public override void Suspend() => _cell.Suspend();

    public override void Resume(Exception causedByFailure = null) => _cell.Resume(causedByFailure);

    public override void Restart(Exception cause) => _cell.Restart(cause);

    public override void SendSystemMessage(ISystemMessage message) => _cell.SendSystemMessage(message);

    public override IInternalActorRef GetSingleChild(string name) => _cell.GetSingleChild(name);

    public override IActorRef GetChild(IReadOnlyList<string> name) => PathWalk.Follow(this, name, 0);

    protected override void TellInternal(object message, IActorRef sender) => _cell.SendMessage(sender, message);

    protected virtual ActorCell NewActorCell(
        ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef supervisor) =>
        new(system, self, props, dispatcher, supervisor);
}

/// <summary>Finds the reference at the end of a list of names below another.</summary>
internal static class PathWalk
{
    public static IActorRef Follow(IInternalActorRef start, IReadOnlyList<string> names, int from)
    {
        var current = start;
        for (var i = from; i < names.Count; i++)
        {
            if (current is ActorRefWithCell withCell)
            {
                current = Step(withCell, names[i]);
                if (current is Nobody) return current;
                continue;
            }

            return current.GetChild(i == 0 ? names : [.. names.Skip(i)]);
        }

        return current;
    }

    private static IInternalActorRef Step(ActorRefWithCell from, string name) => name switch
    {
        "" => from,
        ".." => from.Parent,
        _ => from.GetSingleChild(name),
    };
}
