using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.TestKit;

/// <summary>A reference to a finite state machine that runs on its senders' threads and whose state a test can read and set.</summary>
/// <typeparam name="TActor">The machine's type.</typeparam>
/// <typeparam name="TState">A state's name.</typeparam>
/// <typeparam name="TData">What a state knows.</typeparam>
public class TestFSMRef<TActor, TState, TData> : TestActorRefBase<TActor>
    where TActor : FSM<TState, TData>
{
    public TestFSMRef(ActorSystem system, Props props, IActorRef supervisor = null, string name = null, bool activateLogging = false)
        : base(system, props, supervisor, name)
    {
        if (activateLogging) Tell(InternalActivateFsmLogging.Instance);
    }

    public TState StateName => UnderlyingActor.StateName;

    public TData StateData => UnderlyingActor.StateData;

    private IInternalSupportsTestFSMRef<TState, TData> Machine => UnderlyingActor;

    public void SetStateData(TData stateData, TimeSpan? timeout = null) => SetState(StateName, stateData, timeout);

    public void SetStateTimeout(TimeSpan timeout) => SetState(StateName, StateData, timeout);

    public void SetState(TState stateName, TimeSpan? timeout = null) => SetState(stateName, StateData, timeout);

    /// <summary>Puts the machine into a state, as if one of its functions had returned it.</summary>
    public void SetState(TState stateName, TData stateData, TimeSpan? timeout = null, FSMBase.Reason stopReason = null) =>
        AsTheMachine(() => Machine.ApplyState(new FSMBase.State<TState, TData>(stateName, stateData, timeout, stopReason)));

    public void SetTimer(string name, object msg, TimeSpan timeout, bool repeat = false) =>
        AsTheMachine(() => UnderlyingActor.SetTimer(name, msg, timeout, repeat));

    public void CancelTimer(string name) => AsTheMachine(() => UnderlyingActor.CancelTimer(name));

    public bool IsTimerActive(string name) => UnderlyingActor.IsTimerActive(name);

    public bool IsStateTimerActive() => Machine.IsStateTimerActive;

    private void AsTheMachine(Action action) => ((LocalActorRef)Ref).Cell.UseThreadContext(action);
}
