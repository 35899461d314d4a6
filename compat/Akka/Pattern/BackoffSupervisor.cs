using Akka.Actor;
using Akka.Event;

namespace Akka.Pattern;

/// <summary>The parent of one child that is started again after a delay. What others send it goes on to the child.</summary>
public abstract class BackoffSupervisorBase : ActorBase
{
    internal BackoffSupervisorBase(
        Props childProps, string childName, IBackoffReset reset, object replyWhileStopped, Func<object, bool> finalStopMessage)
    {
        ChildProps = childProps;
        ChildName = childName;
        Reset = reset;
        ReplyWhileStopped = replyWhileStopped;
        FinalStopMessage = finalStopMessage;
    }

    protected Props ChildProps { get; }

    protected string ChildName { get; }

    protected IBackoffReset Reset { get; }

    protected object ReplyWhileStopped { get; }

    protected Func<object, bool> FinalStopMessage { get; }

    protected IActorRef Child { get; set; }

    protected int RestartCountN { get; set; }

    protected bool FinalStopMessageReceived { get; set; }

    protected override void PreStart()
    {
        StartChild();
        base.PreStart();
    }

    protected bool HandleBackoff(object message)
    {
        switch (message)
        {
            case BackoffSupervisor.StartChild:
                StartChild();
                if (Reset is AutoReset auto) After(auto.ResetBackoff, new BackoffSupervisor.ResetRestartCount(RestartCountN));
                break;
            case BackoffSupervisor.Reset when Reset is ManualReset:
                RestartCountN = 0;
                break;
            case BackoffSupervisor.Reset:
                Unhandled(message);
                break;
            case BackoffSupervisor.ResetRestartCount reset:
                if (reset.Current == RestartCountN) RestartCountN = 0;
                break;
            case BackoffSupervisor.GetRestartCount:
                Sender.Tell(new BackoffSupervisor.RestartCount(RestartCountN));
                break;
            case BackoffSupervisor.GetCurrentChild:
                Sender.Tell(new BackoffSupervisor.CurrentChild(Child));
                break;
            default:
                if (Child is null) WhileStopped(message);
                else PassOn(message);
                break;
        }

        return true;
    }

    private protected void After(TimeSpan delay, object message) => Context.System.Scheduler.ScheduleTellOnce(delay, Self, message, Self);

    /// <summary>The child has stopped: starts it again after the delay, unless it was to stop or has been started too often.</summary>
    private protected void ChildStopped(BackoffDelay delay, int maxRetries)
    {
        Child = null;
        if (FinalStopMessageReceived)
        {
            Context.Stop(Self);
            return;
        }

        if (maxRetries >= 0 && RestartCountN + 1 > maxRetries)
        {
            Context.GetLogger().Debug("Terminating on restart #{0} which exceeds max allowed restarts ({1})", RestartCountN + 1, maxRetries);
            Context.Stop(Self);
            return;
        }

        After(delay.Before(RestartCountN), BackoffSupervisor.StartChild.Instance);
        RestartCountN++;
    }

    private void StartChild()
    {
        if (Child is null) Child = Context.Watch(Context.ActorOf(ChildProps, ChildName));
    }

    private void PassOn(object message)
    {
        // What the child tells its parent is meant for who wanted the child.
        if (Child.Equals(Sender))
        {
            Context.Parent.Forward(message);
            return;
        }

        Child.Forward(message);
        FinalStopMessageReceived |= FinalStopMessage?.Invoke(message) == true;
    }

    private void WhileStopped(object message)
    {
        if (ReplyWhileStopped is not null) Sender.Tell(ReplyWhileStopped);
        else Context.System.DeadLetters.Forward(message);
        if (FinalStopMessage?.Invoke(message) == true) Context.Stop(Self);
    }
}

/// <summary>Starts its child again when it has stopped.</summary>
public sealed class BackoffSupervisor : BackoffSupervisorBase
{
    private readonly BackoffDelay _delay;
    private readonly SupervisorStrategy _strategy;

    public BackoffSupervisor(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor)
        : this(
            childProps,
            childName,
            minBackoff,
            maxBackoff,
            new AutoReset(minBackoff),
            randomFactor,
            Actor.SupervisorStrategy.DefaultStrategy)
    {
    }

    public BackoffSupervisor(
        Props childProps,
        string childName,
        TimeSpan minBackoff,
        TimeSpan maxBackoff,
        IBackoffReset reset,
        double randomFactor,
        SupervisorStrategy strategy,
        object replyWhileStopped = null,
        Func<object, bool> finalStopMessage = null)
        : base(childProps, childName, reset, replyWhileStopped, finalStopMessage)
    {
        _delay = new BackoffDelay(minBackoff, maxBackoff, randomFactor);
        _strategy = strategy;
    }

    public static Props Props(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        Props(Backoff.OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries: -1));

    public static Props Props(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        Props(Backoff.OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries));

    public static Props Props(BackoffOptions options) => options.Props;

    public static Props PropsWithSupervisorStrategy(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, SupervisorStrategy strategy) =>
        Actor.Props.Create(() => new BackoffSupervisor(
            childProps, childName, minBackoff, maxBackoff, new AutoReset(minBackoff), randomFactor, strategy, null, null));

    protected override SupervisorStrategy SupervisorStrategy() => _strategy;

    protected override bool Receive(object message)
    {
        if (message is not Terminated terminated || !terminated.ActorRef.Equals(Child)) return HandleBackoff(message);
        ChildStopped(_delay, _strategy is OneForOneStrategy oneForOne ? oneForOne.MaxNumberOfRetries : -1);
        return true;
    }

    /// <summary>Asks for the child: answered by <see cref="CurrentChild"/>.</summary>
    public sealed class GetCurrentChild
    {
        public static readonly GetCurrentChild Instance = new();

        private GetCurrentChild()
        {
        }
    }

    /// <summary>The child; null while there is none.</summary>
    public sealed class CurrentChild(IActorRef @ref)
    {
        public IActorRef Ref { get; } = @ref;
    }

    /// <summary>All is well again: the next delay is the smallest.</summary>
    public new sealed class Reset
    {
        public static readonly Reset Instance = new();

        private Reset()
        {
        }
    }

    /// <summary>Asks how often the child was started again: answered by <see cref="RestartCount"/>.</summary>
    public sealed class GetRestartCount
    {
        public static readonly GetRestartCount Instance = new();

        private GetRestartCount()
        {
        }
    }

    public sealed class RestartCount(int count)
    {
        public int Count { get; } = count;
    }

    public sealed class StartChild : IDeadLetterSuppression
    {
        public static readonly StartChild Instance = new();

        private StartChild()
        {
        }
    }

    /// <summary>The next delay is the smallest if there was no restart meanwhile.</summary>
    public sealed class ResetRestartCount(int current) : IDeadLetterSuppression
    {
        public int Current { get; } = current;
    }
}

/// <summary>Where others would restart a failed child at once, stops it and starts it again after the delay.</summary>
internal sealed class BackoffOnRestartSupervisor(
    Props childProps,
    string childName,
    BackoffDelay delay,
    IBackoffReset reset,
    OneForOneStrategy strategy,
    object replyWhileStopped,
    Func<object, bool> finalStopMessage)
    : BackoffSupervisorBase(childProps, childName, reset, replyWhileStopped, finalStopMessage)
{
    private IActorRef _failed;

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(strategy.MaxNumberOfRetries, strategy.WithinTimeRangeMilliseconds, Decide, strategy.LogsFailures);

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated terminated when terminated.ActorRef.Equals(_failed):
                _failed = null;
                ChildStopped(delay, strategy.MaxNumberOfRetries);
                return true;
            case Terminated terminated when terminated.ActorRef.Equals(Child):
                Context.Stop(Self); // it stopped of itself
                return true;
            default:
                return HandleBackoff(message);
        }
    }

    private Directive Decide(Exception cause)
    {
        var directive = strategy.Decider.Decide(cause);
        if (directive != Directive.Restart) return directive;
        _failed = Sender;
        return Directive.Stop;
    }
}
