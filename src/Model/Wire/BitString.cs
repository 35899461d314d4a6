using System.Numerics;

namespace FedPrune.Model.Wire;

/// <summary>Bytes as a string of bits, least significant first, one place at a time: for where eight bytes at once do not fit.</summary>
internal static class BitString
{
    /// <summary>Sets the ones of the low <paramref name="count"/> bits of <paramref name="value"/>; the bytes hold 0 there before.</summary>
    public static void Set(Span<byte> bytes, long place, ulong value, int count)
    {
        for (int i = 0; i < count; i++, place++)
            bytes[(int)(place >> 3)] |= (byte)(((value >> i) & 1) << (int)(place & 7));
    }

    /// <summary>The number that <paramref name="count"/> bits stand for.</summary>
    /// <exception cref="WireFormatException">The bytes end before them.</exception>
    public static ulong Get(ReadOnlySpan<byte> bytes, long place, int count)
    {
        if (place + count > bytes.Length * 8L)
            throw new WireFormatException(WireFault.Truncated, "the mask ends within a gap");
        var value = 0ul;
        for (int i = 0; i < count; i++, place++)
            value |= (ulong)((bytes[(int)(place >> 3)] >> (int)(place & 7)) & 1) << i;
        return value;
    }

    /// <summary>The place of the first one at or after <paramref name="place"/>.</summary>
    /// <exception cref="WireFormatException">There is none.</exception>
    public static long NextOne(ReadOnlySpan<byte> bytes, long place)
    {
        var from = (int)(place >> 3);
        if (from < bytes.Length && bytes[from] >> (int)(place & 7) is var rest and not 0)
            return place + BitOperations.TrailingZeroCount(rest);
        var skipped = from + 1 < bytes.Length ? bytes[(from + 1)..].IndexOfAnyExcept((byte)0) : -1;
        return skipped >= 0
            ? ((from + 1L + skipped) * 8) + BitOperations.TrailingZeroCount((int)bytes[from + 1 + skipped])
            : throw new WireFormatException(WireFault.Truncated, "the mask ends within a gap");
    }

    /// <summary>The bits of the byte at <paramref name="place"/> that come before it.</summary>
    public static ulong Before(ReadOnlySpan<byte> bytes, long place) =>
        (place & 7) == 0 ? 0 : bytes[(int)(place >> 3)] & ((1ul << (int)(place & 7)) - 1);

    /// <summary>The bits of the byte at <paramref name="place"/> from there on.</summary>
    public static ulong After(ReadOnlySpan<byte> bytes, long place) =>
        (place & 7) == 0 ? 0 : (ulong)bytes[(int)(place >> 3)] >> (int)(place & 7);
}
