using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace FedPrune.Model.Wire;

/// <summary>The mask of one block as a bit a parameter, least significant first.</summary>
internal static class BitmapMask
{
    /// <summary>Bytes of a block of <paramref name="count"/> parameters.</summary>
    public static int Size(int count) => (int)(((long)count + 7) >> 3);

    /// <summary>Sets the bits of the kept indices; the others become 0.</summary>
    /// <returns>How many of the kept indices the bits stand for.</returns>
    public static int Write(ReadOnlySpan<int> kept, int start, Span<byte> destination)
    {
        var next = 0;
        for (; destination.Length >= sizeof(ulong); destination = destination[sizeof(ulong)..], start += 64)
            BinaryPrimitives.WriteUInt64LittleEndian(destination, Word(kept, ref next, start));
        var rest = destination.IsEmpty ? 0 : Word(kept, ref next, start);
        for (int b = 0; b < destination.Length; b++)
            destination[b] = (byte)(rest >> (8 * b));
        return next;
    }

    // The bits of indices [start, start + 64), gathered in a register.
    private static ulong Word(ReadOnlySpan<int> kept, ref int next, int start)
    {
        var word = 0ul;
        var rest = kept[next..];
        for (; rest.Length >= 4 && rest[3] - start < 64; rest = rest[4..])
            word |= (1ul << (rest[0] - start)) | (1ul << (rest[1] - start)) | (1ul << (rest[2] - start)) | (1ul << (rest[3] - start));
        for (; !rest.IsEmpty && rest[0] - start < 64; rest = rest[1..])
            word |= 1ul << (rest[0] - start);
        next = kept.Length - rest.Length;
        return word;
    }

    /// <summary>How many bits are set in the bytes of a block of <paramref name="count"/> parameters.</summary>
    /// <exception cref="WireFormatException">A bit beyond the block is set.</exception>
    public static int Count(ReadOnlySpan<byte> source, int count)
    {
        if ((count & 7) != 0 && source[^1] >> (count & 7) != 0)
            throw new WireFormatException(WireFault.Mask, "the bitmap of a mask has bits beyond its block");
        var kept = 0;
        for (; source.Length >= sizeof(ulong); source = source[sizeof(ulong)..])
            kept += BitOperations.PopCount(BinaryPrimitives.ReadUInt64LittleEndian(source));
        foreach (var bits in source)
            kept += BitOperations.PopCount(bits);
        return kept;
    }

    /// <summary>Lists the indices of the set bits.</summary>
    /// <param name="source">The bytes of one block.</param>
    /// <param name="start">The index that the first bit stands for.</param>
    /// <param name="kept">At least as many numbers as bits are set; written.</param>
    /// <returns>How many bits are set.</returns>
    public static int Read(ReadOnlySpan<byte> source, int start, Span<int> kept)
    {
        var found = 0;
        foreach (var one in source)
        {
            if (kept.Length - found >= 8)
            {
                // All eight are stored, whatever the bits, so that no branch depends on them; the next byte's overwrite the surplus.
                var places = Vector128.WidenLower(Vector128.CreateScalarUnsafe(Places[one]).AsByte());
                (Vector256.Create(Vector128.WidenLower(places), Vector128.WidenUpper(places)).AsInt32() + Vector256.Create(start)).CopyTo(kept[found..]);
                found += BitOperations.PopCount(one);
            }
            else
            {
                for (uint bits = one; bits != 0; bits &= bits - 1)
                    kept[found++] = start + BitOperations.TrailingZeroCount(bits);
            }
            start += 8;
        }
        return found;
    }

    // The places of the set bits of each byte, ascending from the lowest byte on.
    private static readonly ulong[] Places = [.. Enumerable.Range(0, 256).Select(PlacesOf)];

    private static ulong PlacesOf(int bits)
    {
        var places = 0ul;
        for (int shift = 0; bits != 0; bits &= bits - 1, shift += 8)
            places |= (ulong)BitOperations.TrailingZeroCount(bits) << shift;
        return places;
    }
}
