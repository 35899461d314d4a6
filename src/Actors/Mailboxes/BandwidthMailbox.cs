using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace FedPrune.Actors.Mailboxes;

/// <summary>What an actor requires that receives over links; mapped to a mailbox in <c>akka.actor.mailbox.requirements</c>.</summary>
public interface IBandwidthQueue : ISemantics;

/// <summary>
/// The inbox at the end of links: an <see cref="IPayload"/> is seen when its link has delivered it, those of one link one
/// after another; everything else overtakes. Keys of its section: <c>capacity</c> in bytes on each link, <c>clock</c>,
/// <c>speed-up</c>.
/// </summary>
public sealed class BandwidthMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<BandwidthQueue>
{
    private readonly LineSettings _line = LineSettings.Of(config, config.GetByteSize("capacity") ?? 0);

    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new BandwidthQueue(system, _line);
}

/// <summary>The queue of a <see cref="BandwidthMailbox"/>.</summary>
public sealed class BandwidthQueue : LineQueue<IPayload>, IBandwidthQueue
{
    internal BandwidthQueue(ActorSystem system, LineSettings settings)
        : base(system, settings)
    {
    }

    private protected override string Unit => "bytes";
}
