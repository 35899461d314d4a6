using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor
{
    /// <summary>The parent of a system's top-level actors; stops when the system does.</summary>
    public class GuardianActor : ActorBase, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
    {
        protected override bool Receive(object message)
        {
            switch (message)
            {
                case Terminated:
                    Context.Stop(Self);
                    break;
                case StopChild stop:
                    Context.Stop(stop.Child);
                    break;
                default:
                    Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                    break;
            }

            return true;
        }

        // The children of a guardian are the users' own: they outlive a restart of it.
        protected override void PreStart()
        {
        }

        protected override SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;
    }

    /// <summary>The parent of the library's own actors: outlives the users' and lets who registered do its last work.</summary>
    public class SystemGuardianActor(IActorRef userGuardian) : ActorBase, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
    {
        private readonly HashSet<IActorRef> _hooks = [];
        private bool _terminating;

        protected override void PreStart() => Context.Watch(userGuardian);

        protected override bool Receive(object message)
        {
            switch (message)
            {
                case Terminated terminated when terminated.ActorRef.Equals(userGuardian):
                    BeginTermination();
                    break;
                case Terminated terminated:
                    HookDone(terminated.ActorRef);
                    break;
                case TerminationHookDone:
                    HookDone(Sender);
                    break;
                case RegisterTerminationHook:
                    if (!Sender.Equals(Context.System.DeadLetters) && _hooks.Add(Sender)) Context.Watch(Sender);
                    break;
                case StopChild stop:
                    Context.Stop(stop.Child);
                    break;
                default:
                    Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                    break;
            }

            return true;
        }

        protected override void PreRestart(Exception reason, object message)
        {
        }

        private void BeginTermination()
        {
            _terminating = true;
            foreach (var hook in _hooks) hook.Tell(TerminationHook.Instance);
            StopIfDone();
        }

        private void HookDone(IActorRef hook)
        {
            if (!_hooks.Remove(hook)) return;
            Context.Unwatch(hook);
            StopIfDone();
        }

        private void StopIfDone()
        {
            if (!_terminating || _hooks.Count > 0) return;
            ((ExtendedActorSystem)Context.System).EventStream.StopLoggers();
            Context.Stop(Self);
        }
    }

    /// <summary>The root of the tree of actors.</summary>
    public class RootGuardianActorRef : LocalActorRef
    {
        private readonly IInternalActorRef _deadLetters;
        private readonly IReadOnlyDictionary<string, IInternalActorRef> _extraNames;
        private IInternalActorRef _tempContainer;

        public RootGuardianActorRef(
            ActorSystemImpl system,
            Props props,
            MessageDispatcher dispatcher,
            MailboxType mailboxType,
            IInternalActorRef supervisor,
            ActorPath path,
            IInternalActorRef deadLetters,
            IReadOnlyDictionary<string, IInternalActorRef> extraNames)
            : base(system, props, dispatcher, mailboxType, supervisor, path)
        {
            _deadLetters = deadLetters;
            _extraNames = extraNames;
        }

        public override IInternalActorRef Parent => this;

        public void SetTempContainer(IInternalActorRef tempContainer) => _tempContainer = tempContainer;

        public override IInternalActorRef GetSingleChild(string name) => name switch
        {
            "temp" => _tempContainer,
            "deadLetters" => _deadLetters,
            _ => _extraNames.TryGetValue(name, out var extra) ? extra : base.GetSingleChild(name),
        };

        internal IEnumerable<IInternalActorRef> AllChildren() => Children.Cast<IInternalActorRef>().Append(_tempContainer);
    }

    /// <summary>Above the root: hears of its end, which is the system's.</summary>
    public class RootGuardianSupervisor : MinimalActorRef
    {
        private readonly TaskCompletionSource<Status> _terminationPromise;
        private readonly ILoggingAdapter _log;

        public RootGuardianSupervisor(
            RootActorPath root, IActorRefProvider provider, TaskCompletionSource<Status> terminationPromise, ILoggingAdapter log)
        {
            Path = root;
            Provider = provider;
            _terminationPromise = terminationPromise;
            _log = log;
        }

        public override ActorPath Path { get; }

        public override IActorRefProvider Provider { get; }

        public Exception CauseOfTermination { get; private set; }

        public override void Stop() => _terminationPromise.TrySetResult(new Status.Success(null));

        public override void SendSystemMessage(ISystemMessage systemMessage)
        {
            switch (systemMessage)
            {
                case Failed failed:
                    CauseOfTermination = failed.Cause;
                    _log.Error(failed.Cause, "guardian {0} failed, shutting down!", failed.Child);
                    ((IInternalActorRef)failed.Child).Stop();
                    break;
                case DeathWatchNotification:
                    Stop();
                    break;
                default:
                    break;
            }
        }

        protected override void TellInternal(object message, IActorRef sender) =>
            _log.Warning("{0} received unexpected message [{1}]", Path, message);
    }
}

namespace Akka.Dispatch.SysMsg
{
    /// <summary>Asks the system guardian for a call before the system ends.</summary>
    public sealed class RegisterTerminationHook
    {
        private RegisterTerminationHook()
        {
        }

        public static RegisterTerminationHook Instance { get; } = new();

        public override string ToString() => "<RegisterTerminationHook>";
    }

    /// <summary>The users' actors have stopped: time for the last work.</summary>
    public sealed class TerminationHook
    {
        private TerminationHook()
        {
        }

        public static TerminationHook Instance { get; } = new();

        public override string ToString() => "<TerminationHook>";
    }

    /// <summary>The last work is done.</summary>
    public sealed class TerminationHookDone
    {
        private TerminationHookDone()
        {
        }

        public static TerminationHookDone Instance { get; } = new();

        public override string ToString() => "<TerminationHookDone>";
    }

    /// <summary>Asks a guardian to stop one of its children.</summary>
    public sealed class StopChild(Akka.Actor.IActorRef child)
    {
        public Akka.Actor.IActorRef Child { get; } = child;

        public override string ToString() => $"<StopChild> {Child}";
    }
}
