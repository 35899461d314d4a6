using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FedPrune.Model.Wire;

/// <summary>Reads bits as <see cref="BitWriter"/> packs them, through a window of 64 that is refilled without branching.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private ulong _window;  // the next bits; those above _available are either right or 0
    private int _available;
    private int _position;  // bytes that the window accounts for

    /// <summary>Reads a Golomb-Rice code: zeros counting the quotient, a one, then <paramref name="k"/> bits of remainder.</summary>
    /// <param name="k">The Rice parameter, 0…30.</param>
    /// <param name="limit">The largest gap that can be meant.</param>
    /// <returns>The gap, at most <paramref name="limit"/> plus 2^k.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadRice(int k, int limit)
    {
        var quotient = BitOperations.TrailingZeroCount(_window);
        var length = quotient + 1 + k;
        if (length > _available)
            return ReadRiceAcrossRefills(k, limit);
        var gap = ((long)quotient << k) | (long)((_window >> (quotient + 1)) & ((1ul << k) - 1));
        _window >>= length;
        _available -= length;
        return gap;
    }

    /// <summary>Bytes begun so far, where the next stream starts.</summary>
    /// <exception cref="WireFormatException">The bits left in the last of them are not 0.</exception>
    public readonly int FinishByte()
    {
        if ((_window & ((1ul << (_available & 7)) - 1)) != 0)
            throw new WireFormatException(WireFault.Mask, "the bits that fill up the last byte of a mask are not 0");
        return _position - (_available >> 3);
    }

    private long ReadRiceAcrossRefills(int k, int limit)
    {
        long quotient = 0;
        Refill();
        while ((_window & Below(_available)) == 0)
        {
            if (_available == 0)
                throw new WireFormatException(WireFault.Truncated, "the mask ends within a gap");
            quotient += _available;
            if (quotient << k > limit)
                throw new WireFormatException(WireFault.Mask, "a gap of the mask reaches beyond its block");
            _window = 0;
            _available = 0;
            Refill();
        }
        var zeros = BitOperations.TrailingZeroCount(_window);
        Skip(zeros + 1);
        Refill();
        if (k > _available)
            throw new WireFormatException(WireFault.Truncated, "the mask ends within a gap");
        var gap = ((quotient + zeros) << k) | (long)(_window & Below(k));
        Skip(k);
        return gap;
    }

    private void Skip(int bits)
    {
        _window >>= bits;
        _available -= bits;
    }

    private void Refill()
    {
        if (_position <= _source.Length - sizeof(ulong))
        {
            _window |= BinaryPrimitives.ReadUInt64LittleEndian(_source[_position..]) << _available;
            _position += (63 - _available) >> 3;
            _available |= 56;
            return;
        }
        for (; _available < BitWriter.MaxLength && _position < _source.Length; _available += 8)
            _window = (_window & Below(_available)) | ((ulong)_source[_position++] << _available);
    }

    private static ulong Below(int bits) => (1ul << bits) - 1;
}
