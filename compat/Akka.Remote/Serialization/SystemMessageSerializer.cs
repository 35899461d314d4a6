using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>What cells of different systems say to each other: watching, its end, and stopping.</summary>
public sealed class SystemMessageSerializer(ExtendedActorSystem system) : Serializer(system)
{
    private const byte Watching = 1;
    private const byte Unwatching = 2;
    private const byte Died = 3;
    private const byte Stopping = 4;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj)
    {
        var writer = new WireWriter();
        return (obj switch
        {
            Watch watch => writer.Byte(Watching).Reference(watch.Watchee).Reference(watch.Watcher),
            Unwatch unwatch => writer.Byte(Unwatching).Reference(unwatch.Watchee).Reference(unwatch.Watcher),
            DeathWatchNotification death =>
                writer.Byte(Died).Reference(death.Actor).Flag(death.ExistenceConfirmed).Flag(death.AddressTerminated),
            Terminate => writer.Byte(Stopping),
            _ => throw new ArgumentException($"[{obj?.GetType()}] is not sent to other systems", nameof(obj)),
        }).ToArray();
    }

    public override object FromBinary(byte[] bytes, Type type)
    {
        var reader = new WireReader(bytes);
        return reader.Byte() switch
        {
            Watching => new Watch(Known(ref reader), Known(ref reader)),
            Unwatching => new Unwatch(Known(ref reader), Known(ref reader)),
            Died => new DeathWatchNotification(Known(ref reader), reader.Flag(), reader.Flag()),
            Stopping => new Terminate(),
            var unknown => throw new SerializationException($"Unknown system message {unknown}"),
        };
    }

    private IInternalActorRef Known(ref WireReader reader) =>
        reader.Reference(system) as IInternalActorRef ?? throw new SerializationException("A system message names no actor");
}
