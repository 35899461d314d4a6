using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>Puts a stack before a queue: what is put back first comes out first.</summary>
public class DequeWrapperMessageQueue(IMessageQueue messageQueue) : IMessageQueue, IDequeBasedMessageQueueSemantics
{
    protected readonly IMessageQueue MessageQueue = messageQueue;

    // Only the actor itself puts back and takes out; lock-free all the same because others may ask for the count.
    private ConcurrentStack<Envelope> _front;

    public bool HasMessages => _front is { IsEmpty: false } || MessageQueue.HasMessages;

    public int Count => (_front?.Count ?? 0) + MessageQueue.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope) => MessageQueue.Enqueue(receiver, envelope);

    public void EnqueueFirst(Envelope envelope)
    {
        if (_front is null) Interlocked.CompareExchange(ref _front, new ConcurrentStack<Envelope>(), null);
        _front.Push(envelope);
    }

    public bool TryDequeue(out Envelope envelope) =>
        (_front is { } front && front.TryPop(out envelope)) || MessageQueue.TryDequeue(out envelope);

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope)) deadletters.Enqueue(owner, envelope);
    }
}

public class UnboundedDequeMessageQueue() : DequeWrapperMessageQueue(new UnboundedMessageQueue()), IUnboundedDequeBasedMessageQueueSemantics;

public class BoundedDequeMessageQueue(int boundedCapacity, TimeSpan pushTimeOut)
    : DequeWrapperMessageQueue(new BoundedMessageQueue(boundedCapacity, pushTimeOut)), IBoundedDequeBasedMessageQueueSemantics
{
    public TimeSpan PushTimeOut { get; } = pushTimeOut;
}

/// <summary>Holds so many messages; a sender waits for room as long as the push timeout, then its message is a dead letter.</summary>
public class BoundedMessageQueue : IMessageQueue, IBoundedMessageQueueSemantics
{
    private readonly BlockingCollection<Envelope> _queue;

    public BoundedMessageQueue(Configuration.Config config)
        : this(config.GetInt("mailbox-capacity"), config.GetTimeSpan("mailbox-push-timeout-time"))
    {
    }

    public BoundedMessageQueue(int boundedCapacity, TimeSpan pushTimeOut)
    {
        if (boundedCapacity < 0)
        {
            throw new ArgumentException("The capacity for BoundedMessageQueue can not be negative", nameof(boundedCapacity));
        }

        PushTimeOut = pushTimeOut;
        _queue = boundedCapacity == 0
            ? new BlockingCollection<Envelope>(new ConcurrentQueue<Envelope>())
            : new BlockingCollection<Envelope>(new ConcurrentQueue<Envelope>(), boundedCapacity);
    }

    public TimeSpan PushTimeOut { get; set; }

    public bool HasMessages => _queue.Count > 0;

    public int Count => _queue.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (PushTimeOut.TotalMilliseconds >= 0)
        {
            if (_queue.TryAdd(envelope, PushTimeOut)) return;
            ((IInternalActorRef)receiver).Provider.DeadLetters.Tell(
                new Event.DeadLetter(envelope.Message, envelope.Sender, receiver), envelope.Sender);
            return;
        }

        _queue.Add(envelope);
    }

    public bool TryDequeue(out Envelope envelope) => _queue.TryTake(out envelope);

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope)) deadletters.Enqueue(owner, envelope);
    }
}
