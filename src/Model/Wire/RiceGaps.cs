using System.Numerics;

namespace FedPrune.Model.Wire;

/// <summary>
/// Golomb-Rice coding (Rice, 1979) of the gaps between ascending indices: a gap g takes <c>⌊g/2^k⌋ + 1 + k</c> bits,
/// close to the entropy of indices that were chosen independently.
/// </summary>
internal static class RiceGaps
{
    public const int MaxParameter = 30;

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
        var writer = new BitWriter(destination);
        var remainder = (1ul << k) - 1;
        var next = start;
        foreach (var index in indices)
        {
            var gap = index - next;
            next = index + 1;
            var quotient = gap >> k;
            while (quotient + 1 + k > BitWriter.MaxLength)
            {
                var zeros = Math.Min(quotient, 32);
                writer.Write(0, zeros);
                quotient -= zeros;
            }
            writer.Write(((((ulong)gap & remainder) << 1) | 1) << quotient, quotient + 1 + k);
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
        var reader = new BitReader(source);
        long next = start;
        for (int i = 0; i < indices.Length; i++)
        {
            var index = next + reader.ReadRice(k, end - start);
            if (index >= end)
                throw new WireFormatException(WireFault.Mask, $"the mask names index {index} in a block that ends at {end}");
            indices[i] = (int)index;
            next = index + 1;
        }
        return reader.FinishByte();
    }
}
