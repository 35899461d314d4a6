using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>What a dispatcher needs of its actor system.</summary>
public interface IDispatcherPrerequisites
{
    EventStream EventStream { get; }

    IScheduler Scheduler { get; }

    Settings Settings { get; }

    Mailboxes Mailboxes { get; }
}

public sealed class DefaultDispatcherPrerequisites(EventStream eventStream, IScheduler scheduler, Settings settings, Mailboxes mailboxes)
    : IDispatcherPrerequisites
{
    public EventStream EventStream { get; } = eventStream;

    public IScheduler Scheduler { get; } = scheduler;

    public Settings Settings { get; } = settings;

    public Mailboxes Mailboxes { get; } = mailboxes;
}

/// <summary>Decides on which threads actors run and how many messages they process at a time.</summary>
public abstract class MessageDispatcher
{
    public const int DefaultThroughput = 100;

    private long _deadlineMilliseconds;
    private long? _deadlineTicks;
    private long _inhabitants;

    protected MessageDispatcher(MessageDispatcherConfigurator configurator)
    {
        Configurator = configurator;
        Throughput = DefaultThroughput;
    }

    public MessageDispatcherConfigurator Configurator { get; }

    public EventStream EventStream => Configurator.Prerequisites.EventStream;

    public Mailboxes Mailboxes => Configurator.Prerequisites.Mailboxes;

    public string Id { get; protected set; }

    /// <summary>How many messages an actor processes before its thread turns to another.</summary>
    public int Throughput { get; set; }

    /// <summary>Ticks after which an actor's thread turns to another even if it has not reached the throughput; null: no limit.</summary>
    public long? ThroughputDeadlineTime
    {
        get => _deadlineTicks;
        protected set
        {
            _deadlineTicks = value;
            _deadlineMilliseconds = value is > 0 ? Math.Max(1, value.Value / TimeSpan.TicksPerMillisecond) : 0;
        }
    }

    public TimeSpan ShutdownTimeout { get; protected set; }

    protected long Inhabitants => Volatile.Read(ref _inhabitants);

    public void Schedule(Action run) => Schedule(new ActionRunnable(run));

    public void Schedule(IRunnable run) => ExecuteTask(run);

    public virtual void Attach(ActorCell cell) => RegisterForExecution(cell.Mailbox, hasMessageHint: false, again: false);

    public virtual void Detach(ActorCell cell)
    {
        var mailbox = cell.SwapMailbox(Mailboxes.DeadLetterMailbox);
        mailbox.BecomeClosed();
        mailbox.CleanUp();
    }

    public virtual void Dispatch(ActorCell cell, Envelope envelope)
    {
        var mailbox = cell.Mailbox;
        mailbox.Enqueue(cell.Self, envelope);
        RegisterForExecution(mailbox, hasMessageHint: true, again: false);
    }

    public virtual void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        var mailbox = cell.Mailbox;
        mailbox.SystemEnqueue(cell.Self, message);
        RegisterForExecution(mailbox, hasMessageHint: false, again: false);
    }

    /// <summary>The clock reading (ms) at which a run that starts now should end; 0 for never.</summary>
    internal long DeadlineFromNow() => _deadlineMilliseconds == 0 ? 0 : Environment.TickCount64 + _deadlineMilliseconds;

    internal virtual Mailbox CreateMailbox(ActorCell cell, MailboxType mailboxType) =>
        new(mailboxType.Create(cell.Self, cell.System));

    /// <summary>Hands the mailbox to an executor if it has something to do and nobody else has.</summary>
    internal virtual bool RegisterForExecution(Mailbox mailbox, bool hasMessageHint, bool again)
    {
        if (mailbox.IsScheduled || !mailbox.CanBeScheduled(hasMessageHint) || !mailbox.SetAsScheduled()) return false;
        try
        {
            if (again) ExecuteAgain(mailbox);
            else ExecuteTask(mailbox);
            return true;
        }
        catch (RejectedExecutionException)
        {
            mailbox.SetAsIdle();
            return false;
        }
    }

    internal virtual void Suspend(ActorCell cell)
    {
        var mailbox = cell.Mailbox;
        if (!mailbox.IsClosed) mailbox.Suspend();
    }

    internal virtual void Resume(ActorCell cell)
    {
        var mailbox = cell.Mailbox;
        if (mailbox.IsClosed || !mailbox.Resume()) return;
        RegisterForExecution(mailbox, hasMessageHint: false, again: false);
    }

    internal void Enter() => Interlocked.Increment(ref _inhabitants);

    internal void Leave()
    {
        if (Interlocked.Decrement(ref _inhabitants) == 0) Vacated();
    }

    internal void ShutDownNow() => Shutdown();

    protected abstract void ExecuteTask(IRunnable run);

    /// <summary>Called when the last of its actors has stopped.</summary>
    private protected virtual void Vacated()
    {
    }

    /// <summary>Executes behind what already waits, so that a busy actor lets others run.</summary>
    private protected virtual void ExecuteAgain(IRunnable run) => ExecuteTask(run);

    protected abstract void Shutdown();

    protected void ReportFailure(Exception ex) =>
        EventStream.Publish(new Error(ex, GetType().FullName, GetType(), ex.Message));
}

/// <summary>Reads a dispatcher's section of the configuration and gives the dispatcher.</summary>
public abstract class MessageDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
{
    public Config Config { get; } = config;

    public IDispatcherPrerequisites Prerequisites { get; } = prerequisites;

    public abstract MessageDispatcher Dispatcher();

    protected ExecutorServiceConfigurator ConfigureExecutor() => Executors.Configure(Config, Prerequisites);
}
