namespace FedPrune.Model.Training;

/// <summary>
/// Weights as powers: <c>w = sign(v)·|v|^β</c>, of which v descends, <c>∂/∂v = β·|v|^(β−1)·∂/∂w</c>: large weights move more,
/// small ones less, and one that is 0 stays 0 (powerpropagation, Schwarz et al., 2021).
/// </summary>
internal sealed class PowerWeights
{
    private readonly float _beta;
    private readonly float[] _roots; // (Count) v, compact

    public PowerWeights(TrainingJob job)
    {
        _beta = job.Settings.Exponent;
        _roots = [.. job.Start.ToArray().Select(w => MathF.CopySign(MathF.Pow(MathF.Abs(w), 1 / _beta), w))];
    }

    /// <summary>The step of <see cref="MaskedSgd"/> on the roots of one block, and the weights that they give.</summary>
    public void Step(
        Range range, ReadOnlySpan<int> kept, int offset, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> velocity,
        LocalTraining settings)
    {
        var roots = _roots.AsSpan(range);
        for (int k = 0; k < roots.Length; k++)
        {
            var place = kept.IsEmpty ? k : kept[k] - offset;
            var v = roots[k];
            var g = (gradient[place] * _beta * MathF.Pow(MathF.Abs(v), _beta - 1)) + (settings.WeightDecay * v);
            velocity[k] = (settings.Momentum * velocity[k]) + g;
            v -= settings.LearningRate * velocity[k];
            roots[k] = v;
            weights[place] = MathF.CopySign(MathF.Pow(MathF.Abs(v), _beta), v);
        }
    }
}
