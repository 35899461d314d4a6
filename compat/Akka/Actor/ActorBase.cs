using System.Diagnostics.CodeAnalysis;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A behaviour: true if it handled the message.</summary>
public delegate bool Receive(object message);

/// <summary>A behaviour that handles every message.</summary>
public delegate void UntypedReceive(object message);

/// <summary>Gives the cell of an actor to who needs it.</summary>
public interface IInternalActor
{
    IActorContext ActorContext { get; }
}

/// <summary>The base of every actor: its state, its behaviour and what happens in its life. Only one thread is in it at a time.</summary>
public abstract class ActorBase : IInternalActor
{
    private readonly ActorCell _cell;

    protected ActorBase()
    {
        _cell = ActorCell.Current
            ?? throw new ActorInitializationException(
                "Do not create actors using 'new', always create them using an ActorContext/System");
        if (this is IWithTimers timed) timed.Timers = new Scheduling.TimerScheduler(_cell);
    }

    protected static Receive EmptyReceive => static _ => false;

    /// <summary>The context of the actor that runs on this thread.</summary>
    [SuppressMessage("Design", "MA0025", Justification = "The official type.")]
    protected static IActorContext Context =>
        ActorCell.Current
        ?? throw new NotSupportedException(
            "There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    IActorContext IInternalActor.ActorContext => Context;

    protected IActorRef Self => _cell.Self;

    protected IActorRef Sender => Context.Sender;

    internal ActorCell Cell => _cell;

    public virtual void AroundPreRestart(Exception cause, object message) => PreRestart(cause, message);

    public virtual void AroundPreStart() => PreStart();

    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    public virtual void AroundPostStop() => PostStop();

    internal bool CallAroundReceive(Receive receive, object message) => AroundReceive(receive, message);

    /// <summary>Runs the actor's own behaviour without a delegate for it.</summary>
    internal bool CallReceive(object message)
    {
        var handled = Receive(message);
        if (!handled) Unhandled(message);
        return handled;
    }

    internal SupervisorStrategy CallSupervisorStrategy() => SupervisorStrategy();

    internal Receive OwnReceive() => Receive;

    internal void CallUnhandled(object message) => Unhandled(message);

    protected internal virtual bool AroundReceive(Receive receive, object message)
    {
        var handled = receive(message);
        if (!handled) Unhandled(message);
        return handled;
    }

    protected abstract bool Receive(object message);

    /// <summary>Called for what no behaviour handled: published as <see cref="UnhandledMessage"/>, an unexpected <see cref="Terminated"/> throws.</summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated) throw new DeathPactException(terminated.ActorRef);
        _cell.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    protected void Become(Receive receive) => Context.Become(receive);

    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    /// <summary>How this actor answers the failures of its children; asked once an incarnation.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;

    protected virtual void PreStart()
    {
    }

    protected virtual void PostStop()
    {
    }

    /// <summary>On the old incarnation, before a restart: by default unwatches and stops all children and calls <see cref="PostStop"/>.</summary>
    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in Context.GetChildren())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }

        PostStop();
    }

    /// <summary>On the new incarnation, after a restart: by default calls <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();
}
