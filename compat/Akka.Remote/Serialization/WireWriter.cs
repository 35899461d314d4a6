using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;

namespace Akka.Remote.Serialization;

/// <summary>Writes the fields of a message one after another: numbers little-endian, texts and blocks with their length before them.</summary>
internal sealed class WireWriter(int capacity = 128)
{
    private byte[] _bytes = new byte[capacity];
    private int _count;

    public byte[] ToArray() => _bytes.AsSpan(0, _count).ToArray();

    public WireWriter Byte(byte value)
    {
        Room(1)[0] = value;
        return this;
    }

    public WireWriter Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public WireWriter Int(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), value);
        return this;
    }

    public WireWriter Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);
        return this;
    }

    /// <summary>At most 65,534 bytes of UTF-8; null is told from an empty text.</summary>
    public WireWriter Text(string value)
    {
        var length = value is null ? ushort.MaxValue : Encoding.UTF8.GetByteCount(value);
        if (value is not null && length >= ushort.MaxValue) throw new SerializationException($"A name of {length} bytes is too long to be sent");
        BinaryPrimitives.WriteUInt16LittleEndian(Room(sizeof(ushort)), (ushort)length);
        if (value is not null) Encoding.UTF8.GetBytes(value, Room(length));
        return this;
    }

    public WireWriter Block(ReadOnlySpan<byte> bytes)
    {
        Int(bytes.Length);
        bytes.CopyTo(Room(bytes.Length));
        return this;
    }

    private Span<byte> Room(int length)
    {
        var needed = checked(_count + length);
        if (needed > _bytes.Length) Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        var room = _bytes.AsSpan(_count, length);
        _count = needed;
        return room;
    }
}

/// <summary>Reads what <see cref="WireWriter"/> wrote. What is not there is a <see cref="SerializationException"/>; nothing is allocated on a length's word alone.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Remaining => _rest.Length;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() != 0;

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public string Text()
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));
        return length == ushort.MaxValue ? null : Encoding.UTF8.GetString(Take(length));
    }

    /// <summary>The bytes of a text, without making it.</summary>
    public ReadOnlySpan<byte> RawText()
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));
        return length == ushort.MaxValue ? default : Take(length);
    }

    public ReadOnlySpan<byte> Block() => Take(Int());

    /// <summary>How many items follow, each of at least so many bytes.</summary>
    public int Count(int leastBytesEach)
    {
        var count = Int();
        return count >= 0 && count <= Remaining / leastBytesEach
            ? count
            : throw new SerializationException($"{count} items cannot be in {Remaining} bytes");
    }

    public ReadOnlySpan<byte> Rest() => Take(_rest.Length);

    private ReadOnlySpan<byte> Take(int length)
    {
        if ((uint)length > (uint)_rest.Length) throw new SerializationException($"{length} bytes were to follow, {_rest.Length} did");
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
