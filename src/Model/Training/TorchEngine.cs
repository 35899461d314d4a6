using System.Runtime.InteropServices;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using static TorchSharp.torch;

namespace FedPrune.Model.Training;

/// <summary>
/// Trains a sparse model on libtorch's dense kernels: pruned weights are zero in the dense memory and the optimiser
/// never touches them, so they stay zero.
/// </summary>
public sealed class TorchEngine : ITrainingEngine
{
    private const int EvaluationBatch = 250;

    private readonly ImageData _data;
    private readonly TorchModel _model;
    private readonly Network _network;
    private Tensor _images; // (capacity, C, H, W)
    private Tensor _labels; // (capacity)
    private float[] _velocity = []; // scratch: a new one for every job would cost more than the optimiser
    private ReadOnlyMemory<float> _evaluated;

    public TorchEngine(Network network, ImageData data)
    {
        _network = network;
        _data = data;
        _model = new TorchModel(network);
        (_images, _labels) = Buffers(EvaluationBatch);
    }

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingJob job)
    {
        _evaluated = default;
        Load(job);
        using var adjusted = job.Adjusted is null ? null : new AdjustedLoss(job, _network.Classes, Logits(job));
        var gradient = new float[job.Gradient == GradientRequest.None ? 0 : _network.Layout.Count];
        var descent = new Descent(job, Velocity(job.Topology.Count));
        var batches = new Batches(job);
        var loss = 0.0;
        for (int epoch = 0; epoch < job.Settings.Epochs; epoch++)
        {
            loss = 0;
            foreach (var batch in batches.Epoch())
                loss += batch.Length * Step(job, batch.Span, adjusted, descent, job.Gradient == GradientRequest.Summed ? gradient : []);
        }
        if (job.Gradient == GradientRequest.AtEnd)
            Step(job, batches.Epoch().First().Span, adjusted, descent: null, gradient);
        var update = job.Topology.Gather(_model.Weights);
        System.Numerics.Tensors.TensorPrimitives.Subtract(update, job.Start.Span, update);
        return new TrainingOutcome(update, loss / job.Samples.Length) { Gradient = gradient };
    }

    /// <inheritdoc/>
    public double[] ClassLosses(TrainingJob job)
    {
        _evaluated = default;
        Load(job);
        var classes = _network.Classes;
        double[] sums = new double[classes], counts = new double[classes];
        var logits = Logits(job);
        for (int i = 0; i < job.Samples.Length; i++)
        {
            var label = job.Labels.Span[job.Samples.Span[i]];
            sums[label] += CrossEntropy(logits.AsSpan(i * classes, classes), label);
            counts[label]++;
        }
        return [.. sums.Zip(counts, (sum, count) => sum / count)];
    }

    /// <inheritdoc/>
    public Evaluation Evaluate(ReadOnlyMemory<float> weights, int from, int to)
    {
        if (!_evaluated.Equals(weights))
            weights.Span.CopyTo(_model.Weights);
        _evaluated = weights;
        var total = new Evaluation(0, 0, 0);
        using var noGradient = no_grad();
        for (int start = from; start < to; start += EvaluationBatch)
            total += EvaluateBatch(start, Math.Min(to, start + EvaluationBatch));
        return total;
    }

    public void Dispose()
    {
        _images.Dispose();
        _labels.Dispose();
        _model.Dispose();
    }

    // Forward, backward and one optimiser step, if any; adds the gradient to a sum, if any; the batch's mean loss.
    private double Step(TrainingJob job, ReadOnlySpan<int> batch, AdjustedLoss? adjusted, Descent? descent, Span<float> sum)
    {
        using var scope = NewDisposeScope();
        var logits = _model.Forward(Filled(batch));
        var labels = MemoryMarshal.Cast<byte, long>(_labels.bytes);
        for (int i = 0; i < batch.Length; i++)
            labels[i] = job.Labels.Span[batch[i]];
        var target = _labels.narrow(0, 0, batch.Length);
        var loss = adjusted is null ? nn.functional.cross_entropy(logits, target) : adjusted.Of(logits, target, batch);
        var gradients = _model.Gradients(loss);
        if (job.Settings.ClipNorm > 0 && descent is not null)
            Clip(job, gradients);
        descent?.BeginStep(_model.Weights);
        for (int index = 0; index < gradients.Count; index++)
        {
            var block = _network.Layout.Blocks[index];
            var gradient = Floats(gradients[index]);
            if (!sum.IsEmpty)
                System.Numerics.Tensors.TensorPrimitives.Add(sum.Slice(block.Offset, block.Count), gradient, sum.Slice(block.Offset, block.Count));
            descent?.Step(index, _model.Weights.Slice(block.Offset, block.Count), gradient);
        }
        return loss.item<float>();
    }

    private void Clip(TrainingJob job, IList<Tensor> gradients)
    {
        var squares = 0.0;
        for (int index = 0; index < gradients.Count; index++)
        {
            var block = _network.Layout.Blocks[index];
            squares += job.Topology.KeptIn(index) == block.Count
                ? GradientClipping.SumOfSquares(Floats(gradients[index]))
                : GradientClipping.SumOfSquares(Floats(gradients[index]), job.Topology.Kept[job.Topology.CompactRange(index)], block.Offset);
        }
        var factor = GradientClipping.Factor(squares, job.Settings.ClipNorm);
        foreach (var gradient in gradients)
            System.Numerics.Tensors.TensorPrimitives.Multiply(Floats(gradient), factor, Floats(gradient));
    }

    private void Load(TrainingJob job)
    {
        Reserve(job.Settings.BatchSize);
        job.Topology.Expand(job.Start.Span, _model.Weights);
    }

    private Tensor Filled(ReadOnlySpan<int> batch)
    {
        _data.Standardisation.Fill(_data.Train, batch, Floats(_images)[..(batch.Length * _network.Input.Pixels)]);
        return _images.narrow(0, 0, batch.Length);
    }

    // (n, C) logits of a job's samples under the weights loaded.
    private float[] Logits(TrainingJob job)
    {
        using var noGradient = no_grad();
        var logits = new float[job.Samples.Length * _network.Classes];
        for (int start = 0; start < job.Samples.Length; start += EvaluationBatch)
        {
            using var scope = NewDisposeScope();
            var batch = job.Samples.Span[start..Math.Min(start + EvaluationBatch, job.Samples.Length)];
            Floats(_model.Forward(Filled(batch)).contiguous()).CopyTo(logits.AsSpan(start * _network.Classes));
        }
        return logits;
    }

    private static double CrossEntropy(ReadOnlySpan<float> logits, int label)
    {
        var most = (double)System.Numerics.Tensors.TensorPrimitives.Max(logits);
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - most);
        return Math.Log(sum) + most - logits[label];
    }

    private Evaluation EvaluateBatch(int from, int to)
    {
        using var scope = NewDisposeScope();
        _data.Standardisation.Fill(_data.Test, from, to - from, Floats(_images)[..((to - from) * _network.Input.Pixels)]);
        var labels = MemoryMarshal.Cast<byte, long>(_labels.bytes);
        for (int i = from; i < to; i++)
            labels[i - from] = _data.Test.Labels[i];
        var target = _labels.narrow(0, 0, to - from);
        var logits = _model.Forward(_images.narrow(0, 0, to - from));
        var loss = nn.functional.cross_entropy(logits, target);
        var correct = logits.argmax(1).eq(target).sum();
        return new Evaluation(to - from, (int)correct.item<long>(), (to - from) * (double)loss.item<float>());
    }

    private Memory<float> Velocity(int count)
    {
        if (_velocity.Length < count)
            _velocity = new float[count];
        var velocity = _velocity.AsMemory(0, count);
        velocity.Span.Clear();
        return velocity;
    }

    private void Reserve(int batchSize)
    {
        if (_labels.shape[0] >= batchSize)
            return;
        _images.Dispose();
        _labels.Dispose();
        (_images, _labels) = Buffers(batchSize);
    }

    private (Tensor Images, Tensor Labels) Buffers(int capacity)
    {
        var shape = _network.Input;
        return (zeros([capacity, shape.Channels, shape.Height, shape.Width]), zeros([capacity], dtype: ScalarType.Int64));
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
