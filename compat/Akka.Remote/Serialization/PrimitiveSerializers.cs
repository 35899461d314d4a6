using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>Texts as UTF-8, numbers little-endian.</summary>
public sealed class PrimitiveSerializers : SerializerWithStringManifest
{
    private const string TextManifest = "S";
    private const string IntManifest = "I";
    private const string LongManifest = "L";

    public PrimitiveSerializers(ExtendedActorSystem system, Config config)
        : base(system)
    {
    }

    public override byte[] ToBinary(object obj)
    {
        switch (obj)
        {
            case string text:
                return Encoding.UTF8.GetBytes(text);
            case int number:
                var four = new byte[sizeof(int)];
                BinaryPrimitives.WriteInt32LittleEndian(four, number);
                return four;
            case long number:
                var eight = new byte[sizeof(long)];
                BinaryPrimitives.WriteInt64LittleEndian(eight, number);
                return eight;
            default:
                throw new ArgumentException($"Cannot serialize object of type [{obj?.GetType()}]", nameof(obj));
        }
    }

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        TextManifest => Encoding.UTF8.GetString(bytes),
        IntManifest when bytes.Length == sizeof(int) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        LongManifest when bytes.Length == sizeof(long) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => throw new SerializationException($"Unimplemented deserialization of message with manifest [{manifest}] in [{GetType()}]"),
    };

    public override string Manifest(object o) => o switch
    {
        string => TextManifest,
        int => IntManifest,
        long => LongManifest,
        _ => throw new ArgumentException($"Cannot serialize object of type [{o?.GetType()}]", nameof(o)),
    };
}
