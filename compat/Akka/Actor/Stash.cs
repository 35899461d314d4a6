using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Actor
{
    /// <summary>Messages put aside for later.</summary>
    public interface IStash
    {
        int Count { get; }

        int Capacity { get; }

        bool IsEmpty { get; }

        bool NonEmpty { get; }

        bool IsFull { get; }

        /// <summary>Puts the current message aside.</summary>
        void Stash();

        /// <summary>Puts the oldest stashed message at the front of the mailbox.</summary>
        void Unstash();

        /// <summary>Puts all stashed messages at the front of the mailbox, in the order they came.</summary>
        void UnstashAll();

        void UnstashAll(Func<Envelope, bool> predicate);

        IEnumerable<Envelope> ClearStash();

        void Prepend(IEnumerable<Envelope> envelopes);
    }

    public interface IActorStash
    {
        IStash Stash { get; set; }
    }

    /// <summary>An actor with a stash and whatever mailbox it is given.</summary>
    public interface IWithUnrestrictedStash : IActorStash;

    /// <summary>An actor with a stash, which may be bounded by configuration.</summary>
    public interface IWithStash : IWithUnrestrictedStash, IRequiresMessageQueue<IDequeBasedMessageQueueSemantics>;

    public interface IWithUnboundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>;

    [Obsolete("Bounded stashing is not yet implemented. Unbounded stashing will be used instead [0.7.0]")]
    public interface IWithBoundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IBoundedDequeBasedMessageQueueSemantics>;

    public static class StashFactory
    {
        public static IStash CreateStash<T>(this IActorContext context)
            where T : ActorBase => context.CreateStash(typeof(T));

        public static IStash CreateStash(this IActorContext context, IActorStash actorInstance) => context.CreateStash(actorInstance.GetType());

        public static IStash CreateStash(this IActorContext context, Type actorType)
        {
            if (typeof(IRequiresMessageQueue<IBoundedDequeBasedMessageQueueSemantics>).IsAssignableFrom(actorType)
                || typeof(IWithStash).IsAssignableFrom(actorType)) return new BoundedStashImpl(context);
            if (typeof(IActorStash).IsAssignableFrom(actorType)) return new UnboundedStashImpl(context);
            throw new ArgumentException($"Actor {actorType} implements an unrecognized subclass of {typeof(IActorStash)} - cannot instantiate", nameof(actorType));
        }
    }
}

namespace Akka.Actor.Internal
{
    public abstract class AbstractStash : IStash
    {
        private readonly ActorCell _cell;
        private readonly LinkedList<Envelope> _stashed = new();
        private readonly int _capacity;
        private object _lastStashed;

        protected AbstractStash(IActorContext context)
        {
            _cell = (ActorCell)context;
            if (_cell.Mailbox.MessageQueue is not IDequeBasedMessageQueueSemantics)
            {
                throw new NotSupportedException(
                    $"DequeBasedMailbox required, got: {_cell.Mailbox.MessageQueue.GetType().Name}. An (unbounded) deque-based mailbox can be configured as follows: my-custom-mailbox {{ mailbox-type = \"Akka.Dispatch.UnboundedDequeBasedMailbox\" }}");
            }

            var deployed = _cell.Props.Deploy.StashCapacity;
            _capacity = deployed != Deploy.NoStashSize
                ? deployed
                : _cell.SystemImpl.Mailboxes.StashCapacity(_cell.Props.Dispatcher, _cell.Props.Mailbox);
        }

        public int Count => _stashed.Count;

        public virtual int Capacity => _capacity;

        public bool IsEmpty => _stashed.Count == 0;

        public bool NonEmpty => !IsEmpty;

        public bool IsFull => Capacity > -1 && _stashed.Count >= Capacity;

        public void Stash()
        {
            var current = _cell.CurrentEnvelope();
            if (ReferenceEquals(current.Message, _lastStashed) && _stashed.Last is { } last && ReferenceEquals(last.Value.Message, current.Message))
            {
                throw new IllegalActorStateException($"Can't stash the same message {current.Message} more than once");
            }

            if (IsFull) throw new StashOverflowException($"Couldn't enqueue message {current} to stash of {_cell.Self}");
            _stashed.AddLast(current);
            _lastStashed = current.Message;
        }

        public void Unstash()
        {
            if (_stashed.First is not { } first) return;
            _stashed.RemoveFirst();
            EnqueueFirst(first.Value);
        }

        public void UnstashAll() => UnstashAll(static _ => true);

        public void UnstashAll(Func<Envelope, bool> filterPredicate)
        {
            for (var node = _stashed.Last; node is not null; node = node.Previous)
            {
                if (filterPredicate(node.Value)) EnqueueFirst(node.Value);
            }

            _stashed.Clear();
            _lastStashed = null;
        }

        public IEnumerable<Envelope> ClearStash()
        {
            Envelope[] stashed = [.. _stashed];
            _stashed.Clear();
            _lastStashed = null;
            return stashed;
        }

        public void Prepend(IEnumerable<Envelope> envelopes)
        {
            foreach (var envelope in envelopes.Reverse()) _stashed.AddFirst(envelope);
        }

        /// <summary>The incarnation ends: what it put aside is for the next one, or for the dead letters.</summary>
        internal void ReleaseAll()
        {
            if (!_cell.IsTerminated)
            {
                UnstashAll();
                return;
            }

            foreach (var envelope in ClearStash()) _cell.SystemImpl.Mailboxes.DeadLetterMailbox.Enqueue(_cell.Self, envelope);
        }

        private void EnqueueFirst(Envelope envelope)
        {
            ((IDequeBasedMessageQueueSemantics)_cell.Mailbox.MessageQueue).EnqueueFirst(envelope);
            if (envelope.Message is Terminated terminated) _cell.RequeueTerminated(terminated.ActorRef);
        }
    }

    public class UnboundedStashImpl(IActorContext context) : AbstractStash(context)
    {
        public override int Capacity => -1;
    }

    public class BoundedStashImpl(IActorContext context) : AbstractStash(context);
}
