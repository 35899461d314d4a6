using FedPrune.Model.Randomness;

namespace FedPrune.Model.Data;

/// <summary>A random field made of a few slow waves, with mean 0 and deviation 1 over its pixels.</summary>
internal static class SmoothPattern
{
    private const int Waves = 6;
    private const int MostPeriods = 3;

    /// <summary>(C, H, W) numbers; the waves have whole periods, so the pattern wraps around without a seam.</summary>
    public static float[] Draw(ImageShape shape, RandomStream random)
    {
        var field = new double[shape.Pixels];
        for (int c = 0; c < shape.Channels; c++)
            for (int wave = 0; wave < Waves; wave++)
                Add(field.AsSpan(c * shape.Height * shape.Width, shape.Height * shape.Width), shape.Width, random);
        var mean = field.Average();
        var deviation = Math.Sqrt(field.Average(x => (x - mean) * (x - mean)));
        return [.. field.Select(x => deviation > 0 ? (float)((x - mean) / deviation) : 0)];
    }

    private static void Add(Span<double> plane, int width, RandomStream random)
    {
        var height = plane.Length / width;
        var (down, across) = (random.Next(-MostPeriods, MostPeriods + 1), random.Next(-MostPeriods, MostPeriods + 1));
        var (phase, amplitude) = (random.NextDouble(), random.NextNormal());
        for (int k = 0; k < plane.Length; k++)
        {
            var turns = (double)down * (k / width) / height + (double)across * (k % width) / width + phase;
            plane[k] += amplitude * Math.Cos(2 * Math.PI * turns);
        }
    }
}
