using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <content>The life of an actor: creation, failure, restart and stop.</content>
public partial class ActorCell
{
    private static readonly object Fatally = new();

    // Null while all is well; else the actor whose failure is being answered, or the mark for one that cannot go on as it is.
    private object _failedBy;
    private SupervisorStrategy _strategy;

    internal SupervisorStrategy SupervisorStrategy => Props.SupervisorStrategy ?? (_strategy ??= _actor.CallSupervisorStrategy());

    private bool IsFailed => _failedBy is not null;

    protected virtual ActorBase CreateNewActorInstance()
    {
        var actor = Props.NewActor();
        if (actor is IActorStash stashing) stashing.Stash = this.CreateStash(stashing);
        (actor as IInitializableActor)?.Init();
        return actor;
    }

    private void Create(Exception failure)
    {
        try
        {
            if (failure is not null) throw failure;
            _actor = CreateNewActorInstance();
            _actor.AroundPreStart();
            CheckReceiveTimeout();
            if (SystemImpl.Settings.DebugLifecycle) PublishDebug($"Started ({_actor})");
        }
        catch (Exception e)
        {
            if (_actor is not null)
            {
                ClearActor();
                _failedBy = Fatally;
            }

            HandleInvokeFailure(e as ActorInitializationException ?? new ActorInitializationException(_self, "Exception during creation", e), fatal: true);
        }
    }

    private void FaultSuspend()
    {
        Dispatcher.Suspend(this);
        SuspendChildren();
    }

    private void FaultResume(Exception cause)
    {
        if (_actor is null)
        {
            FaultCreate();
            return;
        }

        if (_failedBy == Fatally && cause is not null)
        {
            Restart(cause);
            return;
        }

        var perpetrator = _failedBy as IActorRef;
        if (cause is not null) _failedBy = null;
        ResumeChildren(cause, perpetrator);
        Dispatcher.Resume(this);
    }

    private void FaultCreate()
    {
        CancelReceiveTimeout();
        StopChildren();
        if (!AwaitChildren(ChildrenAwaitedFor.Creation)) FinishCreate();
    }

    private void FinishCreate()
    {
        Dispatcher.Resume(this);
        _failedBy = null;
        Create(null);
    }

    private void FaultRecreate(Exception cause)
    {
        if (_actor is null)
        {
            SystemImpl.EventStream.Publish(new Error(cause, _self.Path.ToString(), GetType(), $"Changing Recreate into Create after {cause}"));
            FaultCreate();
            return;
        }

        if (Volatile.Read(ref _children) is { IsNormal: false })
        {
            // Already stopping or restarting: only the suspension that came with this restart is taken back.
            FaultResume(null);
            return;
        }

        PrepareForRestart(cause);
        if (!AwaitChildren(ChildrenAwaitedFor.Recreation, cause)) FinishRecreate(cause);
    }

    private void PrepareForRestart(Exception cause)
    {
        CancelReceiveTimeout();
        if (SystemImpl.Settings.DebugLifecycle) PublishDebug("Restarting");
        var message = _currentMessage;
        try
        {
            _actor.AroundPreRestart(cause, message);
        }
        catch (Exception e)
        {
            var failure = new PreRestartException(_self, e, cause, message);
            SystemImpl.EventStream.Publish(new Error(failure, _self.Path.ToString(), _actor.GetType(), e.Message));
        }
        finally
        {
            ReleaseActor();
        }
    }

    private void FinishRecreate(Exception cause)
    {
        var survivors = GetChildren();
        try
        {
            Dispatcher.Resume(this);
            _failedBy = null;
            _currentMessage = null;
            _sender = null;
            _actor = CreateNewActorInstance();
            _actor.AroundPostRestart(cause, null);
            CheckReceiveTimeout();
            if (SystemImpl.Settings.DebugLifecycle) PublishDebug($"Restarted ({_actor})");
            foreach (var child in survivors) child.Restart(cause);
        }
        catch (Exception e)
        {
            ClearActor();
            _failedBy = Fatally;
            HandleInvokeFailure(new PostRestartException(_self, e, cause), except: survivors, fatal: true);
        }
    }

    private void Terminate()
    {
        _receiveTimeoutDuration = null;
        CancelReceiveTimeout();
        UnwatchWatchedActors();
        StopChildren();
        var wasTerminating = Volatile.Read(ref _children) is { IsTerminating: true };
        if (!AwaitChildren(ChildrenAwaitedFor.Termination))
        {
            FinishTerminate();
            return;
        }

        if (wasTerminating) return;
        Dispatcher.Suspend(this);
        _failedBy = _self;
        if (SystemImpl.Settings.DebugLifecycle) PublishDebug("Stopping");
    }

    private void FinishTerminate()
    {
        Volatile.Write(ref _children, ActorChildren.None);
        try
        {
            _actor?.AroundPostStop();
        }
        catch (Exception e)
        {
            SystemImpl.EventStream.Publish(new Error(e, _self.Path.ToString(), _actor.GetType(), e.Message));
        }
        finally
        {
            Dispatcher.Detach(this);
            Dispatcher.Leave();
            Parent.SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));
            TellWatchersWeDied();
            UnwatchWatchedActors();
            if (SystemImpl.Settings.DebugLifecycle) PublishDebug("Stopped");
            if (_actor is not null) ReleaseActor();
            _strategy = null;
            _taskScheduler = null;
        }
    }

    /// <summary>Suspends this actor and its children and asks the parent what to do.</summary>
    private void HandleInvokeFailure(
        Exception cause, IEnumerable<IActorRef> except = null, IActorRef perpetrator = null, bool fatal = false)
    {
        if (IsFailed && !(fatal && _failedBy == Fatally)) return;
        try
        {
            Dispatcher.Suspend(this);
            if (_failedBy != Fatally) _failedBy = perpetrator ?? _self;
            SuspendChildren(except is null && perpetrator is null ? null : [.. except ?? [], perpetrator ?? ActorRefs.Nobody]);
            Parent.SendSystemMessage(new Failed(_self, cause, _self.Path.Uid));
        }
        catch (Exception e)
        {
            SystemImpl.EventStream.Publish(
                new Error(e, _self.Path.ToString(), GetType(), $"Emergency stop: exception in failure handling for {cause}"));
            StopChildren();
            FinishTerminate();
        }
    }

    private void HandleFailed(Failed failed)
    {
        var stats = Volatile.Read(ref _children)?.StatsOf(failed.Child);
        if (stats is null || stats.Uid != failed.Uid)
        {
            PublishDebug($"Dropping Failed({failed.Cause}) from {(stats is null ? "unknown" : "old")} child {failed.Child} (uid={failed.Uid})");
            return;
        }

        _currentMessage = failed;
        _sender = failed.Child;
        try
        {
            var handled = SupervisorStrategy.HandleFailure(this, failed.Child, failed.Cause, stats, new ActorChildren.LazyStats(_children));
            if (!handled) HandleInvokeFailure(failed.Cause, perpetrator: failed.Child);
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e, perpetrator: failed.Child);
        }
    }

    private void ChildGone(IActorRef child)
    {
        if (Volatile.Read(ref _children) is not { } children) return;
        var cause = children.RestartCause;
        var awaitedFor = children.Remove(child);
        if (_actor is not null)
        {
            try
            {
                SupervisorStrategy.HandleChildTerminated(this, child, []);
            }
            catch (Exception e)
            {
                HandleInvokeFailure(e);
            }
        }

        switch (awaitedFor)
        {
            case ChildrenAwaitedFor.Recreation: FinishRecreate(cause); break;
            case ChildrenAwaitedFor.Creation: FinishCreate(); break;
            case ChildrenAwaitedFor.Termination: FinishTerminate(); break;
            default: break;
        }
    }

    /// <summary>Lets the incarnation go, with all that belonged to it alone.</summary>
    private void ReleaseActor()
    {
        var actor = _actor;
        ((actor as IWithTimers)?.Timers as Scheduling.TimerScheduler)?.CancelAll();
        if (actor is IActorStash { Stash: AbstractStash stash }) stash.ReleaseAll();
        Props.Release(actor);
        ClearActor();
    }

    private void ClearActor()
    {
        _actor = null;
        _behavior = null;
        _behaviorsBelow = null;
        _strategy = null;
    }
}
