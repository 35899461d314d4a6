using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace FedPrune.Model.Training;

/// <summary>The loss of <see cref="AdjustedLabels"/> on libtorch, for one job.</summary>
internal sealed class AdjustedLoss : IDisposable
{
    private readonly AdjustedLabels _how;
    private readonly Tensor _shift;                      // (C) logarithms of the device's label shares
    private readonly Dictionary<int, float[]> _teacher;  // softmax of the received model's logits by image

    /// <summary>Counts the labels and takes the received model's predictions.</summary>
    /// <param name="job">Whose labels and samples.</param>
    /// <param name="classes">C.</param>
    /// <param name="logits">(n, C) the received model's logits of the job's samples, in their order.</param>
    public AdjustedLoss(TrainingJob job, int classes, ReadOnlySpan<float> logits)
    {
        _how = job.Adjusted!;
        var shares = new float[classes];
        foreach (var sample in job.Samples.Span)
            shares[job.Labels.Span[sample]]++;
        // A class the device does not have counts as half a sample, so that its logit stays finite.
        _shift = from_array(shares.Select(n => MathF.Log(Math.Max(n, 0.5f) / job.Samples.Length)).ToArray());
        _teacher = new Dictionary<int, float[]>(job.Samples.Length);
        for (int i = 0; i < job.Samples.Length && _how.Distillation > 0; i++)
            _teacher[job.Samples.Span[i]] = Softmax(logits.Slice(i * classes, classes), _how.Temperature);
    }

    /// <summary><c>(1 − λ)·CE(logits + shift) + λ·KL(teacher ‖ softmax(logits + shift))</c>, without what no gradient flows from.</summary>
    /// <param name="logits">(n, C).</param>
    /// <param name="labels">(n).</param>
    /// <param name="batch">(n) which images.</param>
    public Tensor Of(Tensor logits, Tensor labels, ReadOnlySpan<int> batch)
    {
        var adjusted = logits + _shift;
        var entropy = nn.functional.cross_entropy(adjusted, labels);
        if (_how.Distillation == 0)
            return entropy;
        var targets = zeros([batch.Length, _shift.shape[0]]);
        var numbers = MemoryMarshal.Cast<byte, float>(targets.bytes);
        for (int i = 0; i < batch.Length; i++)
            _teacher[batch[i]].CopyTo(numbers[(i * (int)_shift.shape[0])..]);
        var divergence = (targets * adjusted.log_softmax(1)).sum() * (-1.0 / batch.Length);
        return (entropy * (1 - _how.Distillation)) + (divergence * _how.Distillation);
    }

    public void Dispose() => _shift.Dispose();

    private static float[] Softmax(ReadOnlySpan<float> logits, double temperature)
    {
        double[] scaled = [.. logits.ToArray().Select(logit => logit / temperature)];
        var most = scaled.Max();
        double[] powers = [.. scaled.Select(x => Math.Exp(x - most))];
        var sum = powers.Sum();
        return [.. powers.Select(power => (float)(power / sum))];
    }
}
