using System.Text;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Remote.Serialization;

namespace Akka.Remote.Tcp;

/// <summary>Who a message is for, who it is from and how it is to be read; its bytes come separately.</summary>
internal readonly record struct InboundEnvelope(InboundDispatch Dispatch, IInternalActorRef Recipient, IActorRef Sender, int Serializer, string Manifest)
{
    public void Deliver(byte[] payload) => Dispatch.Deliver(this, payload);
}

/// <summary>Reads the heads of messages, makes the messages and hands them to their actors, within what untrusted peers may do.</summary>
internal sealed class InboundDispatch(Remoting remoting)
{
    private readonly TextCache<IInternalActorRef> _recipients = new(path => remoting.Provider.ResolveActorRefWithLocalAddress(path, remoting.DefaultAddress));
    private readonly TextCache<IInternalActorRef> _senders = new(path => remoting.Provider.ResolveActorRefWithLocalAddress(path, remoting.DefaultAddress));
    private readonly TextCache<string> _manifests = new(manifest => manifest);

    public InboundEnvelope Read(ref WireReader head)
    {
        var recipient = _recipients.Find(head.RawText(), StaysTheSame);
        var senderPath = head.RawText();
        var sender = senderPath.IsEmpty ? null : _senders.Find(senderPath, StaysTheSame);
        return new InboundEnvelope(this, recipient, sender, head.Int(), _manifests.Find(head.RawText(), static _ => true));
    }

    public void Deliver(in InboundEnvelope envelope, byte[] payload)
    {
        try
        {
            var message = remoting.System.Serialization.Deserialize(payload, envelope.Serializer, envelope.Manifest);
            Deliver(message, envelope.Recipient, envelope.Sender);
        }
        catch (Exception e)
        {
            // This one cannot be read; the next may.
            remoting.Log.Warning(
                e, "Serializer not defined for message with serializer id [{0}] and manifest [{1}]. Transient association error (association remains live). {2}",
                envelope.Serializer, envelope.Manifest, e.Message);
        }
    }

    /// <summary>Whether a path will be found to mean this reference again: a live actor, or one elsewhere.</summary>
    private static bool StaysTheSame(IInternalActorRef reference) => reference switch
    {
        LocalActorRef local => !local.IsTerminated,
        RemoteActorRef remote => !remote.Path.Elements.Contains("temp"),
        _ => false,
    };

    private void Deliver(object message, IInternalActorRef recipient, IActorRef sender)
    {
        if (remoting.Settings.LogReceive) remoting.Log.Debug("received message [{0}] to [{1}] from [{2}]", message, recipient, sender);
        if (!recipient.IsLocal)
        {
            remoting.Log.Error(
                "Dropping message [{0}] for non-local recipient [{1}] arriving at [{2}] inbound addresses [{3}]",
                message.GetType(), recipient, remoting.DefaultAddress, string.Join(',', remoting.Addresses));
            return;
        }

        if (remoting.Settings.UntrustedMode && IsUntrusted(message, recipient)) return;
        if (message is ISystemMessage system) recipient.SendSystemMessage(system);
        else if (message is ActorSelectionMessage selection) ActorSelection.DeliverSelection(recipient, sender ?? remoting.System.DeadLetters, selection);
        else recipient.Tell(message, sender);
    }

    private bool IsUntrusted(object message, IInternalActorRef recipient)
    {
        if (message is ActorSelectionMessage selection)
        {
            var path = "/" + string.Join('/', selection.Elements.Select(element => element.ToString()));
            if (remoting.Settings.TrustedSelectionPaths.Contains(path) && selection.Message is not IPossiblyHarmful && recipient.Equals(remoting.Provider.RootGuardian)) return false;
            remoting.Log.Debug(
                "operating in UntrustedMode, dropping inbound actor selection to [{0}], allow it by adding the path to 'akka.remote.trusted-selection-paths' in configuration", path);
            return true;
        }

        // Watching from elsewhere is a system message too.
        if (message is not (IPossiblyHarmful or ISystemMessage)) return false;
        remoting.Log.Debug("operating in UntrustedMode, dropping inbound IPossiblyHarmful message of type [{0}] to [{1}] from [{2}]", message.GetType(), recipient, remoting.DefaultAddress);
        return true;
    }
}

/// <summary>What texts on the wire mean, by their bytes, so that a text that comes again is neither decoded nor looked up again.</summary>
internal sealed class TextCache<T>(Func<string, T> meaning)
{
    private const int Slots = 512;

    private readonly (byte[] Text, T Meaning)[] _slots = new (byte[], T)[Slots];

    public T Find(ReadOnlySpan<byte> text, Func<T, bool> keeps)
    {
        var hash = default(HashCode);
        hash.AddBytes(text);
        ref var slot = ref _slots[(uint)hash.ToHashCode() % Slots];
        if (slot.Text is not null && text.SequenceEqual(slot.Text) && keeps(slot.Meaning)) return slot.Meaning;
        var found = meaning(Encoding.UTF8.GetString(text));
        if (keeps(found)) slot = (text.ToArray(), found);
        return found;
    }
}
