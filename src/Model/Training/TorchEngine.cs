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
        Reserve(job.Settings.BatchSize);
        job.Topology.Expand(job.Start.Span, _model.Weights);
        var velocity = Velocity(job.Topology.Count);
        var batches = new Batches(job);
        var loss = 0.0;
        for (int epoch = 0; epoch < job.Settings.Epochs; epoch++)
        {
            loss = 0;
            foreach (var batch in batches.Epoch())
                loss += batch.Length * Step(job, batch.Span, velocity);
        }
        var update = job.Topology.Gather(_model.Weights);
        System.Numerics.Tensors.TensorPrimitives.Subtract(update, job.Start.Span, update);
        return new TrainingOutcome(update, loss / job.Samples.Length);
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

    // Forward, backward and one optimiser step; the batch's mean loss.
    private double Step(TrainingJob job, ReadOnlySpan<int> batch, Span<float> velocity)
    {
        using var scope = NewDisposeScope();
        _data.Standardisation.Fill(_data.Train, batch, Floats(_images)[..(batch.Length * _network.Input.Pixels)]);
        var labels = MemoryMarshal.Cast<byte, long>(_labels.bytes);
        for (int i = 0; i < batch.Length; i++)
            labels[i] = job.Labels.Span[batch[i]];
        var logits = _model.Forward(_images.narrow(0, 0, batch.Length));
        var loss = nn.functional.cross_entropy(logits, _labels.narrow(0, 0, batch.Length));
        var gradients = _model.Gradients(loss);
        for (int block = 0; block < gradients.Count; block++)
            Descend(job, block, Floats(gradients[block]), velocity);
        return loss.item<float>();
    }

    private void Descend(TrainingJob job, int index, Span<float> gradient, Span<float> velocity)
    {
        var block = _network.Layout.Blocks[index];
        var range = job.Topology.CompactRange(index);
        var weights = _model.Weights.Slice(block.Offset, block.Count);
        if (job.Topology.KeptIn(index) == block.Count)
            MaskedSgd.DenseStep(weights, gradient, velocity[range], job.Start.Span[range], job.Settings);
        else
            MaskedSgd.Step(weights, gradient, job.Topology.Kept[range], block.Offset, velocity[range], job.Start.Span[range], job.Settings);
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

    private Span<float> Velocity(int count)
    {
        if (_velocity.Length < count)
            _velocity = new float[count];
        var velocity = _velocity.AsSpan(0, count);
        velocity.Clear();
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
