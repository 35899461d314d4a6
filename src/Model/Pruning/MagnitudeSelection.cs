namespace FedPrune.Model.Pruning;

/// <summary>The k largest magnitudes, by selection instead of sorting.</summary>
public static class MagnitudeSelection
{
    private const int Low = 10, Middle = 10, High = 11; // digits of the 31 bits of a magnitude

    /// <summary>
    /// Writes the positions of the <paramref name="positions"/>.Length largest <c>|values|</c> in ascending order. Exactly
    /// that many: of equal magnitudes the ones at lower positions are taken.
    /// </summary>
    /// <param name="values">(N) finite numbers.</param>
    /// <param name="positions">(k) positions, written, 0 ≤ k ≤ N.</param>
    public static void Largest(ReadOnlySpan<float> values, Span<int> positions)
    {
        if (positions.Length > values.Length)
            throw new ArgumentException($"cannot take {positions.Length} of {values.Length} values");
        if (positions.IsEmpty)
            return;
        var threshold = Threshold(values, positions.Length, out var ties);
        for (int i = 0, found = 0; found < positions.Length; i++)
        {
            positions[found] = i; // overwritten unless it counts: whether it does cannot be predicted, so nothing branches on it
            var magnitude = Magnitude(values[i]);
            found += magnitude > threshold ? 1 : 0;
            if (magnitude == threshold && ties-- > 0)
                found++;
        }
    }

    /// <summary>
    /// The k-th largest magnitude as bits, by radix selection: a magnitude's bits order as the magnitude does, so three
    /// histograms over its digits, highest first, narrow it down in O(N).
    /// </summary>
    /// <param name="values">(N) numbers.</param>
    /// <param name="k">Which one, 1 for the largest.</param>
    /// <param name="ties">How many values of exactly this magnitude are among the k largest.</param>
    private static uint Threshold(ReadOnlySpan<float> values, int k, out int ties)
    {
        Span<int> histogram = stackalloc int[1 << High];
        uint prefix = 0;
        ties = k;
        foreach (var (shift, bits) in (ReadOnlySpan<(int, int)>)[(Low + Middle, High), (Low, Middle), (0, Low)])
        {
            histogram.Clear();
            foreach (var value in values)
            {
                var magnitude = Magnitude(value);
                if ((ulong)magnitude >> (shift + bits) == prefix)
                    histogram[(int)((magnitude >> shift) & ((1u << bits) - 1))]++;
            }
            var digit = (1 << bits) - 1;
            while (ties > histogram[digit])
                ties -= histogram[digit--];
            prefix = (prefix << bits) | (uint)digit;
        }
        return prefix;
    }

    private static uint Magnitude(float value) => BitConverter.SingleToUInt32Bits(value) & 0x7FFF_FFFF;
}
