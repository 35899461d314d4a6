using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Serialization;

/// <summary>
/// JSON for types that no other serializer is bound to. The official one writes with Newtonsoft.Json; this one with the
/// framework's own, and so speaks a JSON of its own: both ends of a wire must be the same library.
/// </summary>
public class NewtonSoftJsonSerializer : Serializer
{
    private readonly JsonSerializerOptions _options;

    public NewtonSoftJsonSerializer(ExtendedActorSystem system)
        : base(system)
    {
        _options = new JsonSerializerOptions { IncludeFields = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
        _options.Converters.Add(new ActorRefConverter(system));
    }

    public NewtonSoftJsonSerializer(ExtendedActorSystem system, Config config)
        : this(system)
    {
    }

    public override int Identifier => 1;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType(), _options);

    public override object FromBinary(byte[] bytes, Type type) => JsonSerializer.Deserialize(bytes, type, _options);

    private sealed class ActorRefConverter(ExtendedActorSystem system) : JsonConverter<IActorRef>
    {
        public override bool CanConvert(Type typeToConvert) => typeof(IActorRef).IsAssignableFrom(typeToConvert);

        public override IActorRef Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            system.Provider.ResolveActorRef(reader.GetString());

        public override void Write(Utf8JsonWriter writer, IActorRef value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Serialization.SerializedActorPath(value));
    }
}
