using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>A queue that is not safe by itself, made so by a lock. Nothing but the queue's own code runs under it.</summary>
public abstract class BlockingMessageQueue : IMessageQueue, IBlockingMessageQueueSemantics
{
    private readonly Lock _lock = new();

    public TimeSpan BlockTimeOut { get; set; } = TimeSpan.FromSeconds(1);

    public bool HasMessages
    {
        get
        {
            lock (_lock) return LockedCount > 0;
        }
    }

    public int Count
    {
        get
        {
            lock (_lock) return LockedCount;
        }
    }

    protected abstract int LockedCount { get; }

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        lock (_lock) LockedEnqueue(envelope);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        lock (_lock) return LockedTryDequeue(out envelope);
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope)) deadletters.Enqueue(owner, envelope);
    }

    protected abstract void LockedEnqueue(Envelope envelope);

    protected abstract bool LockedTryDequeue(out Envelope envelope);
}

/// <summary>The lowest number first; messages of one number in no particular order.</summary>
public class UnboundedPriorityMessageQueue(Func<object, int> priorityGenerator, int initialCapacity)
    : BlockingMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    private readonly PriorityQueue<Envelope, int> _queue = new(initialCapacity);
    private readonly Stack<Envelope> _front = new();

    protected override int LockedCount => _queue.Count + _front.Count;

    public void EnqueueFirst(Envelope envelope) => _front.Push(envelope);

    protected override void LockedEnqueue(Envelope envelope) => _queue.Enqueue(envelope, priorityGenerator(envelope.Message));

    protected override bool LockedTryDequeue(out Envelope envelope) =>
        _front.TryPop(out envelope) || _queue.TryDequeue(out envelope, out _);
}

/// <summary>The lowest number first; messages of one number in the order they came.</summary>
public class UnboundedStablePriorityMessageQueue(Func<object, int> priorityGenerator, int initialCapacity)
    : BlockingMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    private readonly PriorityQueue<Envelope, (int Priority, long Arrival)> _queue = new(initialCapacity);
    private readonly Stack<Envelope> _front = new();
    private long _arrivals;

    protected override int LockedCount => _queue.Count + _front.Count;

    public void EnqueueFirst(Envelope envelope) => _front.Push(envelope);

    protected override void LockedEnqueue(Envelope envelope) =>
        _queue.Enqueue(envelope, (priorityGenerator(envelope.Message), _arrivals++));

    protected override bool LockedTryDequeue(out Envelope envelope) =>
        _front.TryPop(out envelope) || _queue.TryDequeue(out envelope, out _);
}
