using System.Buffers.Binary;
using System.Numerics;

namespace FedPrune.Model.Wire;

/// <summary>
/// Golomb-Rice coding (Rice, 1979) of the gaps between ascending indices: a gap g takes <c>⌊g/2^k⌋ + 1 + k</c> bits,
/// close to the entropy of indices that were chosen independently.
/// </summary>
internal static class RiceGaps
{
    public const int MaxParameter = 30;

    private const int MaxLength = 56; // bits that eight bytes hold beside a byte that is begun

    /// <summary>The parameter that codes these gaps in the fewest bits.</summary>
    /// <param name="indices">Ascending indices, none below <paramref name="start"/>; the first gap counts from there.</param>
    /// <param name="start">The first index that could be named.</param>
    /// <param name="bits">How many bits they take with it.</param>
    public static int BestParameter(ReadOnlySpan<int> indices, int start, out long bits)
    {
        bits = 0;
        if (indices.IsEmpty)
            return 0;
        // The size is convex in k, since each step of k saves ⌈q/2⌉ bits of a quotient q: walk downhill from a good guess.
        var mean = (indices[^1] + 1 - start) / indices.Length;
        var k = Math.Max(0, BitOperations.Log2((uint)mean) - 1);
        bits = Bits(indices, start, k);
        var step = 1;
        for (bool moved = false; ;)
        {
            var next = k + step;
            var candidate = next is >= 0 and <= MaxParameter ? Bits(indices, start, next) : long.MaxValue;
            if (candidate < bits)
                (k, bits, moved) = (next, candidate, true);
            else if (step > 0 && !moved)
                step = -1;
            else
                return k;
        }
    }

    /// <summary>How many bits the gaps take with parameter <paramref name="k"/>.</summary>
    public static long Bits(ReadOnlySpan<int> indices, int start, int k)
    {
        if (k == 0)
            return indices[^1] + 1L - start; // a bit for each index up to the last
        int sum = (indices[0] - start) >> k, i = 1; // the quotients of all gaps together are at most the span: no overflow
        var sums = Vector<int>.Zero;
        for (; i <= indices.Length - Vector<int>.Count; i += Vector<int>.Count)
            sums += (new Vector<int>(indices[i..]) - new Vector<int>(indices[(i - 1)..]) - Vector<int>.One) >> k;
        for (; i < indices.Length; i++)
            sum += (indices[i] - indices[i - 1] - 1) >> k;
        return sum + Vector.Sum(sums) + ((long)indices.Length * (k + 1));
    }

    /// <summary>Writes the gaps into exactly the bytes they take.</summary>
    public static void Write(ReadOnlySpan<int> indices, int start, int k, Span<byte> destination)
    {
        destination.Clear();
        var remainder = (1ul << k) - 1;
        var pending = 0ul; // what does not fill a byte yet, in its low bits
        int filled = 0, position = 0, next = start;
        foreach (var index in indices)
        {
            var gap = index - next;
            next = index + 1;
            var zeros = gap >> k;
            var code = (((ulong)gap & remainder) << 1) | 1;
            var length = zeros + 1 + k;
            if (length <= MaxLength && position <= destination.Length - sizeof(ulong))
            {
                pending |= code << zeros << filled;
                filled += length;
                BinaryPrimitives.WriteUInt64LittleEndian(destination[position..], pending);
                position += filled >> 3;
                pending >>= filled & ~7;
                filled &= 7;
            }
            else
            {
                var place = (position * 8L) + filled;
                BitString.Set(destination, place + zeros, code, k + 1);
                place += length;
                (position, filled, pending) = ((int)(place >> 3), (int)(place & 7), BitString.Before(destination, place));
            }
        }
    }

    /// <summary>Reads as many indices as fit <paramref name="indices"/>.</summary>
    /// <param name="source">The bytes from the first gap on; what follows the last one is left alone.</param>
    /// <param name="start">The first index that could be named.</param>
    /// <param name="end">The first that could not.</param>
    /// <param name="k">The parameter, 0…30.</param>
    /// <param name="indices">Written, ascending, within [start, end).</param>
    /// <returns>Bytes read.</returns>
    /// <exception cref="WireFormatException">The bytes end early, or an index would leave the range.</exception>
    public static int Read(ReadOnlySpan<byte> source, int start, int end, int k, Span<int> indices)
    {
        var remainder = (1ul << k) - 1;
        var burst = Math.Max(1, 48 / (k + 4)); // gaps of usual length that one refill covers: refilling costs more than a gap
        var window = 0ul; // the next bits; those above the available ones are right too, or 0
        int available = 0, position = 0;
        long next = start;
        for (int i = 0; i < indices.Length;)
        {
            if (position <= source.Length - sizeof(ulong))
            {
                window |= BinaryPrimitives.ReadUInt64LittleEndian(source[position..]) << available;
                position += (63 - available) >> 3;
                available |= MaxLength;
            }
            var first = i;
            for (var last = Math.Min(i + burst, indices.Length); i < last; i++)
            {
                var zeros = BitOperations.TrailingZeroCount(window);
                var length = zeros + 1 + k;
                if (length > available)
                    break;
                next += ((long)zeros << k) + (long)((window >> zeros >> 1) & remainder);
                window >>= length;
                available -= length;
                if (next >= end)
                    throw Beyond(next, end);
                indices[i] = (int)next++;
            }
            if (i == first) // longer than a window, or among the last bytes
            {
                var place = (position * 8L) - available;
                var one = BitString.NextOne(source, place);
                next += ((one - place) << k) + (long)BitString.Get(source, one + 1, k);
                if (next >= end)
                    throw Beyond(next, end);
                indices[i++] = (int)next++;
                place = one + 1 + k;
                position = (int)((place + 7) >> 3);
                (available, window) = ((int)((position * 8L) - place), BitString.After(source, place));
            }
        }
        return FinishByte(position, available, window);
    }

    private static WireFormatException Beyond(long index, int end) =>
        new(WireFault.Mask, $"the mask names index {index} in a block that ends at {end}");

    private static int FinishByte(int position, int available, ulong window) => (window & ((1ul << (available & 7)) - 1)) == 0
        ? position - (available >> 3)
        : throw new WireFormatException(WireFault.Mask, "the bits that fill up the last byte of a mask are not 0");
}
