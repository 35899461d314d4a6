using Akka.Dispatch;

namespace Akka.Actor;

/// <content>The receive timeout and asynchronous handlers.</content>
public partial class ActorCell
{
    private TimeSpan? _receiveTimeoutDuration;
    private ICancelable _receiveTimeout;
    private ActorTaskScheduler _taskScheduler;
    private bool _awaitingTask;

    public TimeSpan? ReceiveTimeout => _receiveTimeoutDuration;

    public virtual ActorTaskScheduler TaskScheduler => _taskScheduler ??= new ActorTaskScheduler(this);

    public void SetReceiveTimeout(TimeSpan? timeout = null)
    {
        _receiveTimeoutDuration = timeout > TimeSpan.Zero ? timeout : null;
        if (_receiveTimeoutDuration is null) CancelReceiveTimeout();
        else if (_receiveTimeout is null) CheckReceiveTimeout();
        else RestartReceiveTimeout();
    }

    /// <summary>Starts the timeout if none is running, and starts it anew if asked to.</summary>
    public void CheckReceiveTimeout(bool reschedule = true)
    {
        if (_receiveTimeoutDuration is null || IsTerminated) CancelReceiveTimeout();
        else if (reschedule || _receiveTimeout is null) RestartReceiveTimeout();
    }

    internal void TaskStarted()
    {
        _awaitingTask = true;
        Mailbox.AwaitTask();
    }

    private void TaskEnded(Exception failure)
    {
        _awaitingTask = false;
        Mailbox.TaskEnded();
        if (failure is not null)
        {
            HandleInvokeFailure(failure);
            return;
        }

        _currentMessage = null;
        _sender = null;
        CheckReceiveTimeout();
    }

    private void RestartReceiveTimeout()
    {
        CancelReceiveTimeout();
        if (_receiveTimeoutDuration is not { } duration) return;
        _receiveTimeout = SystemImpl.Scheduler.ScheduleTellOnceCancelable(duration, _self, Akka.Actor.ReceiveTimeout.Instance, _self);
    }

    private void CancelReceiveTimeout()
    {
        _receiveTimeout?.Cancel();
        _receiveTimeout = null;
    }
}
