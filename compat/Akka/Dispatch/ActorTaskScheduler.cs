using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// Runs the continuations of an actor's asynchronous handlers inside the actor. While a handler awaits, the mailbox holds
/// user messages back and system messages go on.
/// </summary>
public class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;
    private object _message;
    private IActorRef _sender;

    protected internal ActorTaskScheduler(ActorCell actorCell) => _cell = actorCell;

    public override int MaximumConcurrencyLevel => 1;

    public object CurrentMessage => _message;

    public static void RunTask(Action action) =>
        RunTask(() =>
        {
            action();
            return Task.CompletedTask;
        });

    /// <summary>Runs a handler up to its first wait now, and the rest when what it waits for is there.</summary>
    public static void RunTask(Func<Task> asyncAction)
    {
        var cell = ActorCell.Current
            ?? throw new InvalidOperationException("Cannot call RunTask outside the scope of an actor.");
        cell.TaskScheduler.Begin(asyncAction);
    }

    internal void Continue(Task task)
    {
        var before = _cell.Handle(_message, _sender);
        OnBeforeTaskStarted();
        try
        {
            TryExecuteTask(task);
        }
        finally
        {
            OnAfterTaskCompleted();
            _cell.Handle(before.Message, before.Sender);
        }
    }

    protected override void QueueTask(Task task) => _cell.InternalSelf.SendSystemMessage(new RunActorTask(this, task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ActorCell.Current == _cell && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => null;

    protected virtual void OnBeforeTaskStarted()
    {
    }

    protected virtual void OnAfterTaskCompleted()
    {
    }

    private static Exception FailureOf(Task task)
    {
        if (task.IsCanceled) return new TaskCanceledException(task);
        return task.Exception is { InnerExceptions: [var only] } ? only : task.Exception;
    }

    private void Begin(Func<Task> asyncAction)
    {
        (_message, _sender) = (_cell.CurrentMessage, _cell.RawSender);
        var start = new Task<Task>(asyncAction);
        start.RunSynchronously(this);
        var handler = start.Unwrap();
        if (handler.IsCompletedSuccessfully) return;
        _cell.TaskStarted();
        _ = handler.ContinueWith(
            static (task, state) => ((ActorCell)state).InternalSelf.SendSystemMessage(new ActorTaskEnded(FailureOf(task))),
            _cell,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            Default);
    }
}
