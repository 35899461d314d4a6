using Akka.Actor.Scheduling;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <content>Handling of user and system messages.</content>
public partial class ActorCell
{
    private const int NothingStashed = 0;
    private const int StashedWhileSuspended = 1;
    private const int StashedWhileWaiting = 2;

    private SystemMessage _stashedSystemMessages;

    // Written for each message, so at the other end of the cell than what its senders read: else they would share a cache line.
    private object _currentMessage;
    private IActorRef _sender;

    public void Invoke(Envelope envelope)
    {
        var message = envelope.Message;
        _currentMessage = message;
        _sender = envelope.Sender;
        try
        {
            if (_receiveTimeout is not null && message is not INotInfluenceReceiveTimeout) CancelReceiveTimeout();
            if (message is IAutoReceivedMessage) AutoReceiveMessage(envelope);
            else ReceiveMessage(message);
            if (!_awaitingTask)
            {
                _currentMessage = null;
                _sender = null;
            }
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }

        if (_receiveTimeout is not null) CheckReceiveTimeout(message is not INotInfluenceReceiveTimeout);
    }

    /// <summary>Processes system messages in order; those that may not come yet wait until the cell's state allows them.</summary>
    internal void SystemInvoke(SystemMessage messages)
    {
        while (messages is not null)
        {
            var message = messages;
            messages = message.Next;
            message.Next = null;
            if (IsTerminated)
            {
                SystemImpl.Mailboxes.DeadLetterMailbox.SystemEnqueue(_self, message);
                continue;
            }

            var before = SystemMessagesHeldBack();
            if (before == StashedWhileWaiting ? message.StashWhenWaitingForChildren : before != 0 && message.StashWhenFailed)
            {
                _stashedSystemMessages = Append(_stashedSystemMessages, message);
                continue;
            }

            ProcessSystemMessage(message);
            if (_stashedSystemMessages is null || SystemMessagesHeldBack() >= before) continue;
            messages = Append(_stashedSystemMessages, messages);
            _stashedSystemMessages = null;
        }
    }

    protected internal virtual void AutoReceiveMessage(Envelope envelope)
    {
        if (SystemImpl.Settings.DebugAutoReceive) PublishDebug($"received AutoReceiveMessage {envelope}");
        switch (envelope.Message)
        {
            case TimerMessage timer:
                ReceiveTimerMessage(timer);
                break;
            case Terminated terminated:
                ReceivedTerminated(terminated);
                break;
            case PoisonPill:
                _self.Stop();
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case ActorSelectionMessage selection:
                Akka.Actor.ActorSelection.DeliverSelection(_self, _sender, selection);
                break;
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, Self), Self);
                break;
            default:
                ReceiveMessage(envelope.Message);
                break;
        }
    }

    protected virtual void ReceiveMessage(object message)
    {
        var actor = _actor;
        bool handled;
        if (_behavior is { } behavior) handled = actor.CallAroundReceive(behavior, message);
        else if (Props.OverridesAroundReceive(actor)) handled = actor.CallAroundReceive(actor.OwnReceive(), message);
        else handled = actor.CallReceive(message);
        if (SystemImpl.LogsReceive && actor is ILogReceive)
        {
            PublishDebug($"received {(handled ? "handled" : "unhandled")} message {message} from {Sender.Path}");
        }
    }

    private static SystemMessage Append(SystemMessage list, SystemMessage tail)
    {
        if (list is null) return tail;
        var last = list;
        while (last.Next is not null) last = last.Next;
        last.Next = tail;
        return list;
    }

    private int SystemMessagesHeldBack()
    {
        if (Volatile.Read(ref _children) is { IsWaiting: true }) return StashedWhileWaiting;
        return Mailbox.IsSuspendedByFailure ? StashedWhileSuspended : NothingStashed;
    }

    private void ProcessSystemMessage(SystemMessage message)
    {
        try
        {
            switch (message)
            {
                case Create create: Create(create.Failure); break;
                case RunActorTask run: run.Scheduler.Continue(run.Task); break;
                case ActorTaskEnded ended: TaskEnded(ended.Failure); break;
                case Watch watch: AddWatcher(watch.Watchee, watch.Watcher); break;
                case Unwatch unwatch: RemWatcher(unwatch.Watchee, unwatch.Watcher); break;
                case DeathWatchNotification death:
                    WatchedActorTerminated(death.Actor, death.ExistenceConfirmed, death.AddressTerminated);
                    break;
                case ChildNotCreated: ChildGone(ActorRefs.Nobody); break;
                case Failed failed: HandleFailed(failed); break;
                case Recreate recreate: FaultRecreate(recreate.Cause); break;
                case Dispatch.SysMsg.Suspend: FaultSuspend(); break;
                case Resume resume: FaultResume(resume.CausedByFailure); break;
                case Dispatch.SysMsg.Terminate: Terminate(); break;
                default: break;
            }
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }
    }

    private void ReceiveTimerMessage(TimerMessage timer)
    {
        if (((_actor as IWithTimers)?.Timers as TimerScheduler)?.Accept(timer) is not { } payload) return;
        _currentMessage = payload;
        if (payload is IAutoReceivedMessage) AutoReceiveMessage(new Envelope(payload, _sender));
        else ReceiveMessage(payload);
    }
}
