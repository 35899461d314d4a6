using Akka.Actor;
using Akka.Dispatch.MessageQueues;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// What stands between an actor's senders and its cell: the queue of user messages, the list of system messages, and one
/// number that says whether the mailbox is closed, scheduled or suspended. Whoever sets the scheduled bit owns the run,
/// so at most one thread is in the actor at a time.
/// </summary>
public class Mailbox : IRunnable
{
    private const int Closed = 1;
    private const int Scheduled = 2;
    private const int SuspendUnit = 4;
    private const int AwaitingTask = 1 << 30;
    private const int ClosedOrSuspended = ~Scheduled;

    private readonly UnboundedMessageQueue _unbounded;
    private int _state;
    private SystemMessage _system;
    private ActorCell _cell;

    public Mailbox(IMessageQueue messageQueue)
    {
        MessageQueue = messageQueue;
        _unbounded = messageQueue?.GetType() == typeof(UnboundedMessageQueue) ? (UnboundedMessageQueue)messageQueue : null;
    }

    public IMessageQueue MessageQueue { get; }

    public MessageDispatcher Dispatcher => _cell?.Dispatcher;

    internal bool IsClosed => (Volatile.Read(ref _state) & Closed) != 0;

    internal bool IsSuspended => (Volatile.Read(ref _state) & ~(Closed | Scheduled)) != 0;

    internal bool IsScheduled => (Volatile.Read(ref _state) & Scheduled) != 0;

    internal bool HasSystemMessages => Volatile.Read(ref _system) is { } and not NoMessage;

    internal virtual bool HasMessages => _unbounded is { } queue ? queue.HasMessages : MessageQueue.HasMessages;

    internal virtual int NumberOfMessages => MessageQueue.Count;

    public virtual void SetActor(ActorCell actorCell) => _cell = actorCell;

    /// <summary>What the process's thread pool calls.</summary>
    public void Execute() => Run();

    public void Run()
    {
        var cell = _cell;
        try
        {
            if (!IsClosed) RunIn(cell);
        }
        finally
        {
            Interlocked.And(ref _state, ~Scheduled);
            cell.Dispatcher.RegisterForExecution(this, hasMessageHint: false, again: true);
        }
    }

    /// <summary>Hands what is left to the dead letters. Called once the mailbox is closed, and again by a sender that lost the race.</summary>
    public virtual void CleanUp()
    {
        if (_cell is not { } cell) return;
        var deadLetters = cell.SystemImpl.Mailboxes.DeadLetterMailbox;
        lock (MessageQueue)
        {
            for (var message = Interlocked.Exchange(ref _system, Mailboxes.NoMessage); message is not null and not NoMessage;)
            {
                var next = message.Next;
                message.Next = null;
                deadLetters.SystemEnqueue(cell.Self, message);
                message = next;
            }

            MessageQueue.CleanUp(cell.Self, deadLetters.MessageQueue);
        }
    }

    /// <summary>Adds a user message. The caller then schedules the mailbox.</summary>
    internal virtual void Enqueue(IActorRef receiver, in Envelope envelope)
    {
        if (_unbounded is { } queue)
        {
            queue.Enqueue(receiver, envelope);
        }
        else
        {
            MessageQueue.Enqueue(receiver, envelope);

            // The scheduled bit must be read after the message is there to be seen, or both sides may think the other acts.
            Interlocked.MemoryBarrier();
        }

        if (IsClosed) CleanUp();
    }

    internal virtual void SystemEnqueue(IActorRef receiver, SystemMessage message)
    {
        while (true)
        {
            var head = Volatile.Read(ref _system);
            if (head is NoMessage)
            {
                _cell?.SystemImpl.Mailboxes.DeadLetterMailbox.SystemEnqueue(receiver, message);
                return;
            }

            message.Next = head;
            if (Interlocked.CompareExchange(ref _system, message, head) == head) return;
        }
    }

    /// <summary>Takes all system messages, the oldest first.</summary>
    internal SystemMessage SystemDrain()
    {
        SystemMessage newest;
        do
        {
            newest = Volatile.Read(ref _system);
            if (newest is null or NoMessage) return null;
        }
        while (Interlocked.CompareExchange(ref _system, null, newest) != newest);

        SystemMessage oldest = null;
        while (newest is not null)
        {
            var next = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = next;
        }

        return oldest;
    }

    internal bool CanBeScheduled(bool hasMessageHint)
    {
        var state = Volatile.Read(ref _state);
        if (state is 0 or Scheduled) return hasMessageHint || HasSystemMessages || HasMessages;
        return (state & Closed) == 0 && HasSystemMessages;
    }

    /// <summary>True for the one caller that has to hand the mailbox to an executor.</summary>
    internal bool SetAsScheduled()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if ((state & (Closed | Scheduled)) != 0) return false;
            if (Interlocked.CompareExchange(ref _state, state | Scheduled, state) == state) return true;
        }
    }

    internal void SetAsIdle() => Interlocked.And(ref _state, ~Scheduled);

    internal void Suspend() => Interlocked.Add(ref _state, SuspendUnit);

    /// <summary>Takes one suspension back, if there is one; true when none is left.</summary>
    internal bool Resume()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            var suspensions = state & ~(Closed | Scheduled | AwaitingTask);
            if (suspensions == 0) return true;
            if (Interlocked.CompareExchange(ref _state, state - SuspendUnit, state) == state) return suspensions == SuspendUnit;
        }
    }

    internal void AwaitTask() => Interlocked.Or(ref _state, AwaitingTask);

    internal void TaskEnded() => Interlocked.And(ref _state, ~AwaitingTask);

    /// <summary>Whether suspensions other than for an asynchronous handler are in force.</summary>
    internal bool IsSuspendedByFailure => (Volatile.Read(ref _state) & ~(Closed | Scheduled | AwaitingTask)) != 0;

    /// <summary>How often the mailbox has been suspended without being resumed.</summary>
    internal int Suspensions => (Volatile.Read(ref _state) & ~(Closed | Scheduled | AwaitingTask)) / SuspendUnit;

    internal void BecomeClosed() => Interlocked.Or(ref _state, Closed);

    internal void RunIn(ActorCell cell)
    {
        var before = Actor.Internal.InternalCurrentActorCellKeeper.Current;
        Actor.Internal.InternalCurrentActorCellKeeper.Current = cell;
        try
        {
            ProcessAllSystemMessages(cell);
            ProcessUserMessages(cell);
        }
        finally
        {
            Actor.Internal.InternalCurrentActorCellKeeper.Current = before;
        }
    }

    private void ProcessUserMessages(ActorCell cell)
    {
        var dispatcher = cell.Dispatcher;
        var left = dispatcher.Throughput;
        var deadline = dispatcher.DeadlineFromNow();
        while ((Volatile.Read(ref _state) & ClosedOrSuspended) == 0 && TryDequeue(out var envelope))
        {
            cell.Invoke(envelope);
            if (_system is not null) ProcessAllSystemMessages(cell);
            if (--left <= 0 || (deadline != 0 && Environment.TickCount64 >= deadline)) return;
        }
    }

    private bool TryDequeue(out Envelope envelope) =>
        _unbounded is { } queue ? queue.TryDequeue(out envelope) : MessageQueue.TryDequeue(out envelope);

    private void ProcessAllSystemMessages(ActorCell cell)
    {
        while (SystemDrain() is { } messages)
        {
            if (IsClosed)
            {
                SendToDeadLetters(cell, messages);
                return;
            }

            cell.SystemInvoke(messages);
        }
    }

    private static void SendToDeadLetters(ActorCell cell, SystemMessage messages)
    {
        var deadLetters = cell.SystemImpl.Mailboxes.DeadLetterMailbox;
        while (messages is not null)
        {
            var next = messages.Next;
            messages.Next = null;
            deadLetters.SystemEnqueue(cell.Self, messages);
            messages = next;
        }
    }
}
