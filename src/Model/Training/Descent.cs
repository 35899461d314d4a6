using FedPrune.Model.Networks;

namespace FedPrune.Model.Training;

/// <summary>The optimiser of one job: masked SGD, and whatever the job has it do to gradients and weights before.</summary>
/// <param name="job">What is trained and how.</param>
/// <param name="velocity">(topology.Count) velocities, 0 at first.</param>
internal sealed class Descent(TrainingJob job, Memory<float> velocity)
{
    private readonly PowerWeights? _power = job.Settings.Exponent == 1 ? null : new PowerWeights(job);
    private LocalTraining _settings = job.Settings;
    private int _steps;

    /// <summary>Called before the blocks of a step are changed.</summary>
    /// <param name="weights">(P) the model.</param>
    public void BeginStep(ReadOnlySpan<float> weights)
    {
        if (job.Extrusion is { } extrusion)
            _settings = job.Settings with { LearningRate = ExtrudingRate(extrusion, weights) };
        _steps++;
    }

    /// <summary>The step of one block.</summary>
    /// <param name="index">Which.</param>
    /// <param name="weights">(N) its weights, changed.</param>
    /// <param name="gradient">(N) its gradient, changed.</param>
    public void Step(int index, Span<float> weights, Span<float> gradient)
    {
        var block = job.Topology.Layout.Blocks[index];
        var range = job.Topology.CompactRange(index);
        var dense = job.Topology.KeptIn(index) == block.Count;
        var kept = dense ? default : job.Topology.Kept[range];
        Change(block, range, kept, weights, gradient);
        var speed = velocity.Span[range];
        var anchor = job.Start.Span[range];
        if (_power is not null && block.Prunable)
            _power.Step(range, kept, block.Offset, weights, gradient, speed, _settings);
        else if (dense)
            MaskedSgd.DenseStep(weights, gradient, speed, anchor, _settings);
        else
            MaskedSgd.Step(weights, gradient, kept, block.Offset, speed, anchor, _settings);
    }

    // What is added to the gradient, whatever the optimiser does with it.
    private void Change(ParameterBlock block, Range range, ReadOnlySpan<int> kept, ReadOnlySpan<float> weights, Span<float> gradient)
    {
        var (from, count) = range.GetOffsetAndLength(job.Topology.Count);
        if (!job.Correction.IsEmpty)
        {
            var correction = job.Correction.Span[range];
            for (int k = 0; k < count; k++)
                gradient[Place(kept, k)] += correction[k];
        }
        if (job.Extrusion is { } extrusion)
        {
            foreach (var k in extrusion.Marked.Span)
            {
                if (k >= from && k < from + count)
                    gradient[Place(kept, k - from)] += 2 * extrusion.Lambda * weights[Place(kept, k - from)];
            }
        }

        int Place(ReadOnlySpan<int> indices, int k) => indices.IsEmpty ? k : indices[k] - block.Offset;
    }

    private float ExtrudingRate(Extrusion extrusion, ReadOnlySpan<float> weights)
    {
        var square = 0.0;
        foreach (var k in extrusion.Marked.Span)
        {
            var weight = weights[job.Topology.IsDense ? k : job.Topology.Kept[k]];
            square += (double)weight * weight;
        }
        double total = 2 * job.Steps, left = (total - (2 * _steps)) / Math.Max(1, total - _steps);
        var pressure = (2 / (1 + Math.Exp(-Math.Sqrt(square)))) - 1;
        return Math.Max(job.Settings.LearningRate, (float)(extrusion.Psi * job.Settings.LearningRate * left * pressure));
    }
}
