using Akka.Actor;

namespace Akka.Remote.Serialization;

/// <summary>A message within a message: which serializer, its manifest, its bytes.</summary>
internal static class Payload
{
    public static WireWriter Nested(this WireWriter writer, ExtendedActorSystem system, object message)
    {
        var serializer = system.Serialization.FindSerializerFor(message);
        return writer
            .Int(serializer.Identifier)
            .Text(Akka.Serialization.Serialization.ManifestFor(serializer, message))
            .Block(serializer.ToBinary(message));
    }

    public static object Nested(this ref WireReader reader, ExtendedActorSystem system)
    {
        var identifier = reader.Int();
        var manifest = reader.Text();
        return system.Serialization.Deserialize(reader.Block().ToArray(), identifier, manifest);
    }

    public static WireWriter Reference(this WireWriter writer, IActorRef reference) =>
        writer.Text(reference is null ? null : Akka.Serialization.Serialization.SerializedActorPath(reference));

    public static IActorRef Reference(this ref WireReader reader, ExtendedActorSystem system) =>
        reader.Text() is { Length: > 0 } path ? system.Provider.ResolveActorRef(path) : null;
}
