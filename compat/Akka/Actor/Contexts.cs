using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor
{
    /// <summary>What creates actors: a system, or an actor's context for its children.</summary>
    public interface IActorRefFactory
    {
        IActorRef ActorOf(Props props, string name = null);

        ActorSelection ActorSelection(ActorPath actorPath);

        ActorSelection ActorSelection(string actorPath);
    }

    public interface ICanWatch
    {
        /// <summary>From now on a <see cref="Terminated"/> comes when the subject stops.</summary>
        IActorRef Watch(IActorRef subject);

        /// <summary>From now on this message comes when the subject stops.</summary>
        IActorRef WatchWith(IActorRef subject, object message);

        IActorRef Unwatch(IActorRef subject);
    }

    /// <summary>What an actor can do besides computing. To be used only by the actor itself, while it handles a message.</summary>
    public interface IActorContext : IActorRefFactory, ICanWatch
    {
        IActorRef Self { get; }

        Props Props { get; }

        MessageDispatcher Dispatcher { get; }

        IActorRef Sender { get; }

        ActorSystem System { get; }

        IActorRef Parent { get; }

        TimeSpan? ReceiveTimeout { get; }

        /// <summary>Replaces the current behaviour.</summary>
        void Become(Receive receive);

        /// <summary>Puts a behaviour on top of the current one, to which <see cref="UnbecomeStacked"/> goes back.</summary>
        void BecomeStacked(Receive receive);

        void UnbecomeStacked();

        /// <summary>The child of this name, or <see cref="ActorRefs.Nobody"/>.</summary>
        IActorRef Child(string name);

        IEnumerable<IActorRef> GetChildren();

        /// <summary>Has a <see cref="Actor.ReceiveTimeout"/> sent when nothing came for so long; null ends that.</summary>
        void SetReceiveTimeout(TimeSpan? timeout);

        void Stop(IActorRef child);
    }

    /// <summary>The inside of a reference.</summary>
    public interface ICell
    {
        IActorRef Self { get; }

        ActorSystem System { get; }

        ActorSystemImpl SystemImpl { get; }

        IInternalActorRef Parent { get; }

        bool IsLocal { get; }

        bool IsTerminated { get; }

        bool HasMessages { get; }

        int NumberOfMessages { get; }

        Props Props { get; }

        void Start();

        void Suspend();

        void Resume(Exception causedByFailure);

        void Restart(Exception cause);

        void Stop();

        IInternalActorRef GetSingleChild(string name);

        void SendMessage(IActorRef sender, object message);

        void SendSystemMessage(ISystemMessage message);
    }

    public static class ActorRefFactoryExtensions
    {
        public static IActorRef ActorOf<TActor>(this IActorRefFactory factory, string name = null)
            where TActor : ActorBase, new() => factory.ActorOf(Props.Create<TActor>(), name);

        public static ActorSelection ActorSelection(this IActorRefFactory factory, IActorRef anchorRef, string actorPath) =>
            ActorRefFactoryShared.ActorSelection(anchorRef, actorPath);
    }
}

namespace Akka.Actor.Internal
{
    /// <summary>An actor that wants a call once it is constructed.</summary>
    public interface IInitializableActor
    {
        void Init();
    }

    /// <summary>The cell that runs on this thread.</summary>
    public static class InternalCurrentActorCellKeeper
    {
        [ThreadStatic]
        private static ActorCell _current;

        public static ActorCell Current
        {
            get => _current;
            set => _current = value;
        }
    }
}
