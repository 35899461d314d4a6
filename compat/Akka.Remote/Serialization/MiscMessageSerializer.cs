using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>The library's own messages.</summary>
public sealed class MiscMessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string IdentifyManifest = "ID";
    private const string IdentityManifest = "AID";
    private const string ReferenceManifest = "AR";
    private const string PoisonManifest = "PP";
    private const string KillManifest = "K";
    private const string SuccessManifest = "SS";
    private const string FailureManifest = "SF";
    private const string HeartbeatManifest = "RWHB";
    private const string HeartbeatRspManifest = "RWHR";

    public override string Manifest(object obj) => obj switch
    {
        Identify => IdentifyManifest,
        ActorIdentity => IdentityManifest,
        IActorRef => ReferenceManifest,
        PoisonPill => PoisonManifest,
        Kill => KillManifest,
        Status.Success => SuccessManifest,
        Status.Failure => FailureManifest,
        RemoteWatcher.Heartbeat => HeartbeatManifest,
        RemoteWatcher.HeartbeatRsp => HeartbeatRspManifest,
        _ => throw new ArgumentException($"Cannot serialize object of type [{obj?.GetType()}]", nameof(obj)),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        Identify identify => new WireWriter().Nested(system, identify.MessageId).ToArray(),
        ActorIdentity identity => new WireWriter().Reference(identity.Subject).Nested(system, identity.MessageId).ToArray(),
        IActorRef reference => new WireWriter().Reference(reference).ToArray(),
        PoisonPill or Kill or RemoteWatcher.Heartbeat => [],
        Status.Success success => new WireWriter().Nested(system, success.Status).ToArray(),
        Status.Failure failure => RemoteException.Write(new WireWriter(), failure.Cause).Nested(system, failure.State).ToArray(),
        RemoteWatcher.HeartbeatRsp response => new WireWriter().Int(response.AddressUid).ToArray(),
        _ => throw new ArgumentException($"Cannot serialize object of type [{obj?.GetType()}]", nameof(obj)),
    };

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var reader = new WireReader(bytes);
        switch (manifest)
        {
            case IdentifyManifest: return new Identify(reader.Nested(system));
            case IdentityManifest:
                var subject = reader.Reference(system);
                return new ActorIdentity(reader.Nested(system), subject);
            case ReferenceManifest: return reader.Reference(system);
            case PoisonManifest: return PoisonPill.Instance;
            case KillManifest: return Kill.Instance;
            case SuccessManifest: return new Status.Success(reader.Nested(system));
            case FailureManifest:
                var cause = RemoteException.Read(ref reader);
                return new Status.Failure(cause, reader.Nested(system));
            case HeartbeatManifest: return RemoteWatcher.Heartbeat.Instance;
            case HeartbeatRspManifest: return new RemoteWatcher.HeartbeatRsp(reader.Int());
            default: throw new SerializationException($"Unimplemented deserialization of message with manifest [{manifest}] in [{GetType()}]");
        }
    }
}
