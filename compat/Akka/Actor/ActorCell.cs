using System.Diagnostics;
using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>
/// What surrounds an actor's code: its mailbox, its behaviour, its children, whom it watches, and where it is in its life.
/// Parts that most actors never use are made on first use, so that an idle actor stays small.
/// </summary>
[DebuggerDisplay("{Self,nq}")]
public partial class ActorCell : IUntypedActorContext, ICell
{
    public const int UndefinedUid = 0;

    private readonly IInternalActorRef _self;
    private Mailbox _mailbox;
    private ActorBase _actor;
    private Receive _behavior;
    private Stack<Receive> _behaviorsBelow;

    public ActorCell(
        ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
    {
        SystemImpl = system;
        _self = self;
        Props = props;
        Dispatcher = dispatcher;
        Parent = parent;
    }

    public ActorSystemImpl SystemImpl { get; }

    public ActorSystem System => SystemImpl;

    public MessageDispatcher Dispatcher { get; }

    public Props Props { get; private set; }

    public IActorRef Self => _self;

    public IInternalActorRef Parent { get; }

    IActorRef IActorContext.Parent => Parent;

    public Mailbox Mailbox => Volatile.Read(ref _mailbox);

    public bool IsLocal => true;

    public bool IsTerminated => Mailbox is { IsClosed: true };

    public bool HasMessages => Mailbox.HasMessages;

    public int NumberOfMessages => Mailbox.NumberOfMessages;

    public object CurrentMessage => _currentMessage;

    public IActorRef Sender => _sender ?? SystemImpl.DeadLetters;

    internal static ActorCell Current => InternalCurrentActorCellKeeper.Current;

    internal ActorBase Actor => _actor;

    internal IInternalActorRef InternalSelf => _self;

    internal IActorRef RawSender => _sender;

    public static IActorRef GetCurrentSelfOrNoSender() => Current?.Self ?? ActorRefs.NoSender;

    public static IActorRef GetCurrentSenderOrNoSender() => Current?._sender ?? ActorRefs.NoSender;

    /// <summary>Gives the cell its mailbox and the message with which its life begins.</summary>
    public void Init(bool sendSupervise, MailboxType mailboxType)
    {
        var mailbox = Dispatcher.CreateMailbox(this, mailboxType);
        mailbox.SetActor(this);
        mailbox.SystemEnqueue(_self, new Create());
        Volatile.Write(ref _mailbox, mailbox);
        if (sendSupervise && SystemImpl.Settings.DebugLifecycle) (Parent as LocalActorRef)?.Cell.PublishDebug($"now supervising {_self}");
    }

    public virtual void Start()
    {
        Dispatcher.Enter();
        Dispatcher.Attach(this);
    }

    public virtual void SendMessage(IActorRef sender, object message) => SendMessage(new Envelope(message, sender ?? SystemImpl.DeadLetters));

    public virtual void SendMessage(Envelope message)
    {
        if (SystemImpl.SerializesMessages) message = Serialization.MessageVerification.RoundTrip(message, SystemImpl);
        Dispatcher.Dispatch(this, message);
    }

    public virtual void SendSystemMessage(ISystemMessage systemMessage) => Dispatcher.SystemDispatch(this, (SystemMessage)systemMessage);

    public void Suspend() => SendSystemMessage(new Suspend());

    public void Resume(Exception causedByFailure) => SendSystemMessage(new Resume(causedByFailure));

    public void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    public void Stop() => SendSystemMessage(new Terminate());

    public void Become(Receive receive) => _behavior = receive;

    void IUntypedActorContext.Become(UntypedReceive receive) => Become(Handling(receive));

    public void BecomeStacked(Receive receive)
    {
        (_behaviorsBelow ??= new Stack<Receive>()).Push(_behavior);
        _behavior = receive;
    }

    void IUntypedActorContext.BecomeStacked(UntypedReceive receive) => BecomeStacked(Handling(receive));

    public void UnbecomeStacked() => _behavior = _behaviorsBelow is { Count: > 0 } below ? below.Pop() : null;

    public ActorSelection ActorSelection(string path) => ActorRefFactoryShared.ActorSelection(path, System, Self);

    public ActorSelection ActorSelection(ActorPath path) => ActorRefFactoryShared.ActorSelection(path, System);

    /// <summary>Runs something as if by this actor.</summary>
    public void UseThreadContext(Action action)
    {
        var before = Current;
        InternalCurrentActorCellKeeper.Current = this;
        try
        {
            action();
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = before;
        }
    }

    internal Mailbox SwapMailbox(Mailbox mailbox) => Interlocked.Exchange(ref _mailbox, mailbox);

    internal Envelope CurrentEnvelope() => new(_currentMessage, _sender);

    /// <summary>Puts the message back in place for a continuation of its handler, and gives what was there before.</summary>
    internal (object Message, IActorRef Sender) Handle(object message, IActorRef sender)
    {
        var before = (_currentMessage, _sender);
        (_currentMessage, _sender) = (message, sender);
        return before;
    }

    internal void PublishDebug(string message) =>
        SystemImpl.EventStream.Publish(new Event.Debug(_self.Path.ToString(), _actor?.GetType() ?? typeof(ActorCell), message));

    private static Receive Handling(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };
}
