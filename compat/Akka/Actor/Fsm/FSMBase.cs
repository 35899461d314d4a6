using Akka.Event;

namespace Akka.Actor
{
    /// <summary>The messages and values of a finite state machine.</summary>
    public abstract class FSMBase : ActorBase
    {
        /// <summary>Asks a machine for its state now and for its transitions from now on.</summary>
        public sealed class SubscribeTransitionCallBack(IActorRef actorRef)
        {
            public IActorRef ActorRef { get; } = actorRef;
        }

        public sealed class UnsubscribeTransitionCallBack(IActorRef actorRef)
        {
            public IActorRef ActorRef { get; } = actorRef;
        }

        /// <summary>The state a machine is in, for who has just subscribed.</summary>
        public sealed class CurrentState<TS>(IActorRef fsmRef, TS state)
        {
            public IActorRef FsmRef { get; } = fsmRef;

            public TS State { get; } = state;

            public override bool Equals(object obj) =>
                obj is CurrentState<TS> other && Equals(FsmRef, other.FsmRef) && EqualityComparer<TS>.Default.Equals(State, other.State);

            public override int GetHashCode() => HashCode.Combine(FsmRef, State);

            public override string ToString() => $"CurrentState <{State}>";
        }

        /// <summary>A machine's change of state, for who has subscribed.</summary>
        public sealed class Transition<TS>(IActorRef fsmRef, TS from, TS to)
        {
            public IActorRef FsmRef { get; } = fsmRef;

            public TS From { get; } = from;

            public TS To { get; } = to;

            public override bool Equals(object obj) =>
                obj is Transition<TS> other && Equals(FsmRef, other.FsmRef)
                && EqualityComparer<TS>.Default.Equals(From, other.From) && EqualityComparer<TS>.Default.Equals(To, other.To);

            public override int GetHashCode() => HashCode.Combine(FsmRef, From, To);

            public override string ToString() => $"Transition({From}, {To})";
        }

        /// <summary>Why a machine ended.</summary>
        public abstract class Reason;

        /// <summary>It ended itself.</summary>
        public sealed class Normal : Reason
        {
            internal Normal()
            {
            }

            public static Normal Instance { get; } = new();
        }

        /// <summary>It was stopped from outside, or is restarted.</summary>
        public sealed class Shutdown : Reason
        {
            internal Shutdown()
            {
            }

            public static Shutdown Instance { get; } = new();
        }

        /// <summary>It ended itself because of an error.</summary>
        public sealed class Failure(object cause) : Reason
        {
            public object Cause { get; } = cause;

            public override string ToString() => $"Failure({Cause})";
        }

        /// <summary>What a state receives when its time is up.</summary>
        public sealed class StateTimeout
        {
            internal StateTimeout()
            {
            }

            public static StateTimeout Instance { get; } = new();
        }

        public sealed class LogEntry<TS, TD>(TS stateName, TD stateData, object fsmEvent)
        {
            public TS StateName { get; } = stateName;

            public TD StateData { get; } = stateData;

            public object FsmEvent { get; } = fsmEvent;

            public override string ToString() => $"StateName: <{StateName}>, StateData: <{StateData}>, FsmEvent: <{FsmEvent}>";
        }

        /// <summary>A message together with the data of the state that receives it.</summary>
        public readonly struct Event<TD>(object fsmEvent, TD stateData) : INoSerializationVerificationNeeded
        {
            public object FsmEvent { get; } = fsmEvent;

            public TD StateData { get; } = stateData;

            public override string ToString() => $"Event: <{FsmEvent}>, StateData: <{StateData}>";
        }

        /// <summary>What the handler of <c>OnTermination</c> receives.</summary>
        public sealed class StopEvent<TS, TD>(Reason reason, TS terminatedState, TD stateData) : INoSerializationVerificationNeeded
        {
            public Reason Reason { get; } = reason;

            public TS TerminatedState { get; } = terminatedState;

            public TD StateData { get; } = stateData;

            public override string ToString() => $"Reason: <{Reason}>, TerminatedState: <{TerminatedState}>, StateData: <{StateData}>";
        }

        /// <summary>Where a machine goes next and what it does on the way. Immutable.</summary>
        public sealed class State<TS, TD>(
            TS stateName,
            TD stateData,
            TimeSpan? timeout = null,
            Reason stopReason = null,
            IReadOnlyList<object> replies = null,
            bool notifies = true) : IEquatable<State<TS, TD>>
        {
            public TS StateName { get; } = stateName;

            public TD StateData { get; } = stateData;

            /// <summary>How long the machine may stay; null for what the state's definition says.</summary>
            public TimeSpan? Timeout { get; } = timeout;

            public Reason StopReason { get; } = stopReason;

            /// <summary>What the sender of the message is answered, the last first.</summary>
            public IReadOnlyList<object> Replies { get; } = replies ?? [];

            internal bool Notifies { get; } = notifies;

            /// <summary>Limits the stay; <see cref="TimeSpan.MaxValue"/> takes the limit of the state's definition away.</summary>
            public State<TS, TD> ForMax(TimeSpan timeout) => new(StateName, StateData, timeout, StopReason, Replies, Notifies);

            public State<TS, TD> Replying(object replyValue) => new(StateName, StateData, Timeout, StopReason, [replyValue, .. Replies], Notifies);

            public State<TS, TD> Using(TD nextStateData) => new(StateName, nextStateData, Timeout, StopReason, Replies, Notifies);

            public override string ToString() => $"{StateName}, {StateData}";

            public bool Equals(State<TS, TD> other) =>
                other is not null && EqualityComparer<TS>.Default.Equals(StateName, other.StateName)
                && EqualityComparer<TD>.Default.Equals(StateData, other.StateData) && Timeout == other.Timeout
                && Equals(StopReason, other.StopReason) && Replies.SequenceEqual(other.Replies);

            public override bool Equals(object obj) => Equals(obj as State<TS, TD>);

            public override int GetHashCode() => HashCode.Combine(StateName, StateData, Timeout, StopReason, Replies.Count);

            internal State<TS, TD> WithStopReason(Reason reason) => new(StateName, StateData, Timeout, reason, Replies, Notifies);

            internal State<TS, TD> WithoutNotification() => new(StateName, StateData, Timeout, StopReason, Replies, notifies: false);
        }

        /// <summary>A state's time is up, if no message came in between.</summary>
        internal sealed class StayEnded(FSMBase owner, long generation) : INoSerializationVerificationNeeded, IDeadLetterSuppression
        {
            public FSMBase Owner { get; } = owner;

            public long Generation { get; } = generation;
        }

        /// <summary>A named timer has run down. It counts as long as it is the current one of its name.</summary>
        internal sealed class NamedTimer(FSMBase owner, string name, object message, bool repeats)
            : INoSerializationVerificationNeeded, IDeadLetterSuppression
        {
            public FSMBase Owner { get; } = owner;

            public string Name { get; } = name;

            public object Message { get; } = message;

            public bool Repeats { get; } = repeats;

            public ICancelable Task { get; set; }
        }
    }

    /// <summary>A machine that logs its events.</summary>
    public interface ILoggingFSM;
}

namespace Akka.Actor.Internal
{
    /// <summary>What tests reach a machine by.</summary>
    public interface IInternalSupportsTestFSMRef<TState, TData>
    {
        bool IsStateTimerActive { get; }

        void ApplyState(FSMBase.State<TState, TData> upcomingState);
    }

    /// <summary>Makes a machine log its events.</summary>
    public class InternalActivateFsmLogging
    {
        private InternalActivateFsmLogging()
        {
        }

        public static InternalActivateFsmLogging Instance { get; } = new();
    }
}
