using System.Numerics.Tensors;

namespace FedPrune.Model.Training;

/// <summary>
/// One step of stochastic gradient descent on the kept weights only:
/// <c>g ← g + decay·w + μ·(w − w_t)</c>, <c>v ← m·v + g</c>, <c>w ← w − η·v</c>. Pruned weights stay as they are.
/// </summary>
public static class MaskedSgd
{
    // Numbers of each vector that a step passes over at a time, so that all its passes but the first find them in the cache.
    private const int Piece = 2048;

    /// <summary>The step on one block of parameters.</summary>
    /// <param name="weights">(N) weights of the block, changed where kept.</param>
    /// <param name="gradient">(N) gradient of the block.</param>
    /// <param name="kept">(k) kept indices of the whole network, ascending, all within the block.</param>
    /// <param name="offset">The block's first index.</param>
    /// <param name="velocity">(k) velocities, changed.</param>
    /// <param name="anchor">(k) values the device received.</param>
    /// <param name="settings">η, m, decay and μ.</param>
    public static void Step(
        Span<float> weights, ReadOnlySpan<float> gradient, ReadOnlySpan<int> kept, int offset,
        Span<float> velocity, ReadOnlySpan<float> anchor, LocalTraining settings)
    {
        var (rate, momentum, decay, mu) = (settings.LearningRate, settings.Momentum, settings.WeightDecay, settings.Proximal);
        for (int k = 0; k < kept.Length; k++)
        {
            ref var w = ref weights[kept[k] - offset];
            var g = gradient[kept[k] - offset] + (decay * w) + (mu * (w - anchor[k]));
            velocity[k] = (momentum * velocity[k]) + g;
            w -= rate * velocity[k];
        }
    }

    /// <summary>The step on a block of which everything is kept; all spans are (N), <paramref name="gradient"/> is overwritten.</summary>
    public static void DenseStep(
        Span<float> weights, Span<float> gradient, Span<float> velocity, ReadOnlySpan<float> anchor, LocalTraining settings)
    {
        for (int start = 0; start < weights.Length; start += Piece)
        {
            var piece = start..Math.Min(start + Piece, weights.Length);
            DensePiece(weights[piece], gradient[piece], velocity[piece], anchor[piece], settings);
        }
    }

    private static void DensePiece(
        Span<float> weights, Span<float> gradient, Span<float> velocity, ReadOnlySpan<float> anchor, LocalTraining settings)
    {
        if (settings.WeightDecay != 0)
            TensorPrimitives.MultiplyAdd(weights, settings.WeightDecay, gradient, gradient);
        if (settings.Proximal != 0)
        {
            TensorPrimitives.MultiplyAdd(weights, settings.Proximal, gradient, gradient);
            TensorPrimitives.MultiplyAdd(anchor, -settings.Proximal, gradient, gradient);
        }
        TensorPrimitives.MultiplyAdd(velocity, settings.Momentum, gradient, velocity);
        TensorPrimitives.MultiplyAdd(velocity, -settings.LearningRate, weights, weights);
    }
}
