using Akka.Actor;
using Akka.Dispatch.MessageQueues;

namespace Akka.Dispatch;

/// <summary>What an actor may require of its mailbox's queue; mapped to mailboxes by <c>akka.actor.mailbox.requirements</c>.</summary>
public interface ISemantics;

public interface IUnboundedMessageQueueSemantics : ISemantics;

public interface IBoundedMessageQueueSemantics : ISemantics
{
    TimeSpan PushTimeOut { get; }
}

/// <summary>A queue to whose front a message can be put back; needed for stashing.</summary>
public interface IDequeBasedMessageQueueSemantics : ISemantics
{
    void EnqueueFirst(Envelope envelope);
}

public interface IUnboundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IUnboundedMessageQueueSemantics;

public interface IBoundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IBoundedMessageQueueSemantics;

public interface IMultipleConsumerSemantics : ISemantics;

public interface IBlockingMessageQueueSemantics : IMultipleConsumerSemantics
{
    TimeSpan BlockTimeOut { get; set; }
}

/// <summary>Says which queue a mailbox type makes.</summary>
public interface IProducesMessageQueue<TQueue>
    where TQueue : IMessageQueue;

/// <summary>Says which queue an actor needs.</summary>
public interface IRequiresMessageQueue<T>
    where T : ISemantics;

public interface IProducesPushTimeoutSemanticsMailbox
{
    TimeSpan PushTimeout { get; }
}

/// <summary>Something a dispatcher can run.</summary>
public interface IRunnable : IThreadPoolWorkItem
{
    void Run();
}

/// <summary>An action as something a dispatcher can run.</summary>
public sealed class ActionRunnable(Action action) : IRunnable
{
    public void Run() => action();

    public void Execute() => action();
}

/// <summary>An action with its argument as something a dispatcher can run.</summary>
public sealed class ActionWithStateRunnable(Action<object> actionWithState, object state) : IRunnable
{
    public void Run() => actionWithState(state);

    public void Execute() => actionWithState(state);
}
