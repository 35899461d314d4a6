using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace FedPrune.Actors.Mailboxes;

/// <summary>What an actor requires that computes for a device; mapped to a mailbox in <c>akka.actor.mailbox.requirements</c>.</summary>
public interface IComputeQueue : ISemantics;

/// <summary>
/// The inbox of a device's processor: an <see cref="IComputation"/> is seen when the processor is done with it, one after
/// another. Keys of its section: <c>capacity</c> in jobs, the one at work included, <c>clock</c>, <c>speed-up</c>.
/// </summary>
public sealed class ComputeMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<ComputeQueue>
{
    private readonly LineSettings _line = LineSettings.Of(config, config.GetInt("capacity"));

    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new ComputeQueue(system, _line);
}

/// <summary>The queue of a <see cref="ComputeMailbox"/>.</summary>
public sealed class ComputeQueue : LineQueue<IComputation>, IComputeQueue
{
    internal ComputeQueue(ActorSystem system, LineSettings settings)
        : base(system, settings)
    {
    }

    private protected override string Unit => "job";
}
