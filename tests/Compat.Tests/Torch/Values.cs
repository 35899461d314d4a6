using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace FedPrune.Compat.Tests.Torch;

/// <summary>Test data by formula: exact in single precision, so that C# and Python make the same bits.</summary>
internal static class Values
{
    /// <summary><c>scale · (((i · 2654435761 + seed · 40503) mod 2³²) / 2⁸ / 2²⁴ - ½)</c>, the division by 2⁸ rounded down.</summary>
    public static float[] Of(int count, int seed, float scale = 1)
    {
        var values = new float[count];
        for (long i = 0; i < count; i++)
        {
            long mixed = ((i * 2654435761) + (seed * 40503)) & 0xffffffff;
            values[i] = (((mixed >> 8) / 16777216f) - 0.5f) * scale;
        }

        return values;
    }

    public static Tensor Tensor(int seed, params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        return from_array(Of((int)count, seed)).view(shape);
    }

    public static float[] Floats(this Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes).ToArray();

    public static void AssertClose(float[] expected, float[] actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"Element {i}: expected {expected[i]:R}, found {actual[i]:R}");
        }
    }
}
