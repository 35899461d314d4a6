using FedPrune.Model.Randomness;

namespace FedPrune.Model.Networks;

/// <summary>The parameters before training.</summary>
public static class Initialisation
{
    /// <summary>
    /// He initialisation (He et al., 2015, eq. 10): weights from <c>N(0, 2/fan_in)</c>, biases 0, normalisation scales 1.
    /// </summary>
    /// <returns>(P) numbers in layout order, the same for the same seed.</returns>
    public static float[] He(ParameterLayout layout, ulong seed)
    {
        var random = RandomStream.For(seed, Purpose.Initialisation);
        var parameters = new float[layout.Count];
        foreach (var block in layout.Blocks)
        {
            var values = parameters.AsSpan(block.Offset, block.Count);
            if (block.Prunable)
                Normal(values, Math.Sqrt(2.0 * block.Shape[0] / block.Count), random);
            else if (block.Name.StartsWith("norm", StringComparison.Ordinal) && block.Name.EndsWith(".weight", StringComparison.Ordinal))
                values.Fill(1);
        }
        return parameters;
    }

    private static void Normal(Span<float> values, double deviation, RandomStream random)
    {
        foreach (ref var value in values)
            value = (float)(deviation * random.NextNormal());
    }
}
