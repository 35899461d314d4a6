using Akka.Actor.Internal;
using Akka.Event;
using Akka.Pattern;
using Akka.Routing;

namespace Akka.Actor;

/// <summary>
/// A finite state machine: for each state a function from message and data to the next state. Define the states with
/// <see cref="When"/>, begin with <see cref="StartWith"/>, end the constructor with <see cref="Initialize"/>.
/// </summary>
/// <typeparam name="TState">A state's name.</typeparam>
/// <typeparam name="TData">What a state knows.</typeparam>
public abstract partial class FSM<TState, TData> : FSMBase, IListeners, IInternalSupportsTestFSMRef<TState, TData>
{
    protected bool DebugEvent;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<TState, StateFunction> _functions = [];
    private readonly Dictionary<TState, TimeSpan?> _stays = [];
    private readonly List<TransitionHandler> _transitionHandlers = [];
    private State<TState, TData> _current;
    private State<TState, TData> _next;
    private StateFunction _unhandled;
    private Action<StopEvent<TState, TData>> _termination;

    protected FSM()
    {
        DebugEvent = Context.System.Settings.FsmDebugEvent;
        _unhandled = OnUnhandled;
    }

    /// <summary>What a state does with a message; null if it is not for this function.</summary>
    public delegate State<TState, TData> StateFunction(Event<TData> fsmEvent);

    public delegate void TransitionHandler(TState initialState, TState nextState);

    public TState StateName => Current.StateName;

    public TData StateData => Current.StateData;

    /// <summary>The data of the state that is being entered: for handlers of <see cref="OnTransition"/> only.</summary>
    public TData NextStateData => _next is { } next
        ? next.StateData
        : throw new InvalidOperationException("NextStateData is only available during OnTransition");

    public ListenerSupport Listeners { get; } = new();

    bool IInternalSupportsTestFSMRef<TState, TData>.IsStateTimerActive => _stay is not null;

    private State<TState, TData> Current =>
        _current ?? throw new IllegalStateException("You must call StartWith before calling Initialize.");

    /// <summary>Adds a function to those of a state; the first that does not give null counts.</summary>
    /// <param name="stateName">The state.</param>
    /// <param name="func">What it does.</param>
    /// <param name="timeout">After how long without a message the state gets a <see cref="FSMBase.StateTimeout"/>.</param>
    public void When(TState stateName, StateFunction func, TimeSpan? timeout = null)
    {
        _functions[stateName] = _functions.TryGetValue(stateName, out var before) ? e => before(e) ?? func(e) : func;
        _stays[stateName] = timeout ?? _stays.GetValueOrDefault(stateName);
    }

    public void StartWith(TState stateName, TData stateData, TimeSpan? timeout = null) =>
        _current = new State<TState, TData>(stateName, stateData, timeout);

    public State<TState, TData> GoTo(TState nextStateName) => new(nextStateName, Current.StateData);

    [Obsolete("Use GoTo(nextStateName).Using(stateData) instead")]
    public State<TState, TData> GoTo(TState nextStateName, TData stateData) => new(nextStateName, stateData);

    /// <summary>No change of state: nobody is notified.</summary>
    public State<TState, TData> Stay() => GoTo(Current.StateName).WithoutNotification();

    public State<TState, TData> Stop() => Stop(Normal.Instance);

    public State<TState, TData> Stop(Reason reason) => Stop(reason, Current.StateData);

    public State<TState, TData> Stop(Reason reason, TData stateData) => Stay().Using(stateData).WithStopReason(reason);

    public TransformHelper Transform(StateFunction func) => new(func);

    public void OnTransition(TransitionHandler transitionHandler) => _transitionHandlers.Add(transitionHandler);

    public void OnTermination(Action<StopEvent<TState, TData>> terminationHandler) => _termination = terminationHandler;

    /// <summary>What happens with messages that no function of the state handles; if null comes of it, they are logged.</summary>
    public void WhenUnhandled(StateFunction stateFunction) => _unhandled = e => stateFunction(e) ?? OnUnhandled(e);

    /// <summary>Enters the first state, as if from itself.</summary>
    public void Initialize() => Enter(Current);

    void IInternalSupportsTestFSMRef<TState, TData>.ApplyState(State<TState, TData> upcomingState) => Apply(upcomingState);

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case StayEnded ended:
                if (ended.Owner == this && ended.Generation == _generation) Process(StateTimeout.Instance, "state timeout");
                return true;
            case NamedTimer timer:
                if (Accept(timer)) Process(timer.Message, timer.Name);
                return true;
            case SubscribeTransitionCallBack subscribe:
                AddListener(subscribe.ActorRef);
                return true;
            case Listen listen:
                AddListener(listen.Listener);
                return true;
            case UnsubscribeTransitionCallBack unsubscribe:
                Listeners.Remove(unsubscribe.ActorRef);
                return true;
            case Deafen deafen:
                Listeners.Remove(deafen.Listener);
                return true;
            case InternalActivateFsmLogging:
                DebugEvent = true;
                return true;
            default:
                EndStay();
                Process(message, Sender);
                return true;
        }
    }

    /// <summary>Ends the machine, also before a restart: the reason is then <see cref="FSMBase.Shutdown"/>.</summary>
    protected override void PostStop()
    {
        if (_current is not null) End(Stay().WithStopReason(Shutdown.Instance));
        base.PostStop();
    }

    /// <summary>Logs a failure as an error, other reasons not at all.</summary>
    protected virtual void LogTermination(Reason reason)
    {
        if (reason is not Failure failure) return;
        if (failure.Cause is Exception cause) _log.Error(cause, "terminating due to Failure");
        else _log.Error(failure.Cause?.ToString());
    }

    private State<TState, TData> OnUnhandled(Event<TData> e)
    {
        _log.Warning("unhandled event {0} in state {1}", e.FsmEvent, StateName);
        return Stay();
    }

    private void AddListener(IActorRef listener)
    {
        Listeners.Add(listener);
        listener.Tell(new CurrentState<TState>(Self, StateName));
    }

    private void Process(object message, object source)
    {
        if (DebugEvent) _log.Debug("processing event <{0}> from {1} in state {2}", message, source, StateName);
        var e = new Event<TData>(message, StateData);
        var before = Current;
        Apply(_functions[StateName](e) ?? _unhandled(e));
        if (DebugEvent && !EqualityComparer<TState>.Default.Equals(before.StateName, StateName))
        {
            _log.Debug("transition {0} -> {1}", before.StateName, StateName);
        }
    }

    private void Apply(State<TState, TData> next)
    {
        if (next.StopReason is null)
        {
            Enter(next);
            return;
        }

        Reply(next);
        End(next);
        Context.Stop(Self);
    }

    private void Enter(State<TState, TData> next)
    {
        if (!_functions.ContainsKey(next.StateName))
        {
            End(Stay().WithStopReason(new Failure($"Next state {next.StateName} does not exist")));
            Context.Stop(Self);
            return;
        }

        Reply(next);
        if (next.Notifies || !EqualityComparer<TState>.Default.Equals(StateName, next.StateName)) Notify(next);
        _current = next;
        BeginStay(next.Timeout ?? _stays[next.StateName]);
    }

    private void Reply(State<TState, TData> next)
    {
        for (var i = next.Replies.Count - 1; i >= 0; i--) Sender.Tell(next.Replies[i], Self);
    }

    private void Notify(State<TState, TData> next)
    {
        _next = next;
        foreach (var handler in _transitionHandlers) handler(StateName, next.StateName);
        Listeners.Gossip(new Transition<TState>(Self, StateName, next.StateName));
        _next = null;
    }

    private void End(State<TState, TData> last)
    {
        if (_current.StopReason is not null) return;
        LogTermination(last.StopReason);
        CancelTimers();
        EndStay();
        _current = last;
        _termination?.Invoke(new StopEvent<TState, TData>(last.StopReason, last.StateName, last.StateData));
    }

    /// <summary>A function whose result another changes.</summary>
    public sealed class TransformHelper(StateFunction func)
    {
        public StateFunction Func { get; } = func;

        public StateFunction Using(Func<State<TState, TData>, State<TState, TData>> andThen) => e => Func(e) is { } next ? andThen(next) : null;
    }
}
