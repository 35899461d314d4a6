using Akka.Actor;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>Turns objects into bytes and back. Needs a constructor that takes the actor system.</summary>
public abstract class Serializer
{
    protected readonly ExtendedActorSystem system;

    private readonly FastLazyInt _identifier;

    protected Serializer(ExtendedActorSystem system)
    {
        this.system = system;
        _identifier = new FastLazyInt(() => SerializerIdentifierHelper.GetSerializerIdentifierFromConfig(GetType(), system));
    }

    /// <summary>The number under which the bytes travel; from <c>akka.actor.serialization-identifiers</c> unless overridden. 0 to 40 are reserved.</summary>
    public virtual int Identifier => _identifier.Value;

    /// <summary>Whether the type's name travels with the bytes.</summary>
    public abstract bool IncludeManifest { get; }

    public abstract byte[] ToBinary(object obj);

    public byte[] ToBinaryWithAddress(Address address, object obj) =>
        Serialization.WithTransport(system, address, () => ToBinary(obj));

    public abstract object FromBinary(byte[] bytes, Type type);

    public T FromBinary<T>(byte[] bytes) => (T)FromBinary(bytes, typeof(T));

    private sealed class FastLazyInt(Func<int> producer)
    {
        private int? _value;

        public int Value => _value ??= producer();
    }
}

/// <summary>A serializer that names the shape of its bytes itself, so that types may change.</summary>
public abstract class SerializerWithStringManifest(ExtendedActorSystem system) : Serializer(system)
{
    public sealed override bool IncludeManifest => true;

    public sealed override object FromBinary(byte[] bytes, Type type) => FromBinary(bytes, Names.Qualified(type));

    public abstract object FromBinary(byte[] bytes, string manifest);

    public abstract string Manifest(object o);
}

public static class SerializerIdentifierHelper
{
    public static int GetSerializerIdentifierFromConfig(Type type, ExtendedActorSystem system)
    {
        const string Path = "akka.actor.serialization-identifiers";
        var identifiers = system.Settings.Config.GetConfig(Path);
        foreach (var (name, value) in identifiers.AsEnumerable())
        {
            if (Type.GetType(name) == type) return value.GetInt();
        }

        throw new ArgumentException(
            $"Couldn't find serializer id for [{type.FullName}] under [{Path}] HOCON path", nameof(type));
    }
}

/// <summary>Where the references in a serialized message point to.</summary>
public sealed class Information(Address address, ActorSystem system) : IEquatable<Information>
{
    public Address Address { get; } = address;

    public ActorSystem System { get; } = system;

    public static bool operator ==(Information left, Information right) => Equals(left, right);

    public static bool operator !=(Information left, Information right) => !Equals(left, right);

    public bool Equals(Information other) => other is not null && Equals(Address, other.Address) && Equals(System, other.System);

    public override bool Equals(object obj) => Equals(obj as Information);

    public override int GetHashCode() => HashCode.Combine(Address, System);
}

/// <summary>Bytes as they are.</summary>
public class ByteArraySerializer(ExtendedActorSystem system) : Serializer(system)
{
    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => obj switch
    {
        null => null,
        byte[] bytes => bytes,
        _ => throw new NotSupportedException("The object to convert is not a byte array."),
    };

    public override object FromBinary(byte[] bytes, Type type) => bytes;
}

/// <summary>For null.</summary>
public class NullSerializer(ExtendedActorSystem system) : Serializer(system)
{
    public override int Identifier => 0;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => [];

    public override object FromBinary(byte[] bytes, Type type) => null;
}
