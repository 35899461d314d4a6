using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace FedPrune.Model.Wire;

/// <summary>Packs bits into bytes, least significant first, eight bytes a store.</summary>
/// <param name="destination">Exactly the bytes that will be written.</param>
internal ref struct BitWriter(Span<byte> destination)
{
    /// <summary>The longest code that one call of <see cref="Write"/> takes.</summary>
    public const int MaxLength = 56;

    private readonly Span<byte> _destination = destination;
    private ulong _pending; // what does not fill a byte yet
    private int _filled;    // its bits, 0…7 between calls
    private int _position;

    /// <summary>Appends the low <paramref name="length"/> bits of a code whose other bits are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ulong code, int length)
    {
        _pending |= code << _filled;
        _filled += length;
        if (_position <= _destination.Length - sizeof(ulong))
            BinaryPrimitives.WriteUInt64LittleEndian(_destination[_position..], _pending);
        else
            WriteTail();
        _position += _filled >> 3;
        _pending >>= _filled & ~7;
        _filled &= 7;
    }

    private readonly void WriteTail()
    {
        var rest = _destination[_position..];
        for (int i = 0; i < rest.Length; i++)
            rest[i] = (byte)(_pending >> (8 * i));
    }
}
