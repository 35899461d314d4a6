using System.Runtime.InteropServices;
using FedPrune.Model.Randomness;

namespace FedPrune.Model.Wire;

/// <summary>
/// Values as multiples of their absolute maximum over 127, rounded up with the probability of the part cut off, so that
/// the expected value is the value (stochastic rounding; Alistarh et al., QSGD, 2017).
/// </summary>
internal static class Int8Values
{
    private const int Chunk = 64;

    /// <summary><c>q[i] = ⌊127 · v[i] / maximum + u⌋</c>, u uniform in (0, 1) with 16 bits.</summary>
    /// <remarks>Where the maximum is 0 or not finite everything becomes 0: the receiver judges the maximum.</remarks>
    public static void Quantise(ReadOnlySpan<float> values, float maximum, Span<sbyte> quanta, RandomStream rounding)
    {
        quanta.Clear();
        if (!float.IsFinite(maximum) || maximum == 0)
            return;
        Span<ulong> bits = stackalloc ulong[Chunk / 4];
        var draws = MemoryMarshal.Cast<ulong, ushort>(bits);
        for (int start = 0; start < values.Length; start += Chunk)
        {
            var chunk = values[start..Math.Min(start + Chunk, values.Length)];
            var rounded = quanta.Slice(start, chunk.Length);
            for (int d = 0; d < (chunk.Length + 3) / 4; d++)
                bits[d] = rounding.NextBits();
            // Dividing first keeps |v / maximum| ≤ 1 exactly; a half over the 16 bits centres the draw and is exact below 128.
            for (int i = 0; i < chunk.Length; i++)
                rounded[i] = (sbyte)MathF.Floor((chunk[i] / maximum * 127) + ((draws[i] + 0.5f) * (1f / 65536)));
        }
    }

    /// <summary><c>v[i] = q[i] / 127 · maximum</c></summary>
    public static void Restore(ReadOnlySpan<sbyte> quanta, float maximum, Span<float> values)
    {
        Span<float> meaning = stackalloc float[256];
        for (int q = 0; q < meaning.Length; q++)
            meaning[q] = (sbyte)q / 127f * maximum;
        for (int i = 0; i < quanta.Length; i++)
            values[i] = meaning[(byte)quanta[i]];
    }
}
