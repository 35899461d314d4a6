using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Sparse.Vectors;
using FedPrune.Model.Training;

namespace FedPrune.Model.Sparse;

/// <summary>
/// Trains and evaluates on the weights that are left, without libtorch: what a topology has pruned costs neither time nor
/// memory. Steps allocate nothing.
/// </summary>
public sealed class SparseEngine : ITrainingEngine
{
    private const int EvaluationBatch = 32;

    private readonly Network _network;
    private readonly ImageData _data;
    private readonly PlanCache _plans;
    private readonly InstructionSet _set;
    private readonly float[] _pixels;
    private SparseModel? _training;
    private SparseModel? _evaluation;
    private ReadOnlyMemory<float> _evaluated;
    private byte[] _labels = [];

    /// <summary>An engine for one compute slot.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The images.</param>
    /// <param name="plans">Shared by all engines of a run.</param>
    public SparseEngine(Network network, ImageData data, PlanCache plans)
        : this(network, data, plans, InstructionSets.Best)
    {
    }

    internal SparseEngine(Network network, ImageData data, PlanCache plans, InstructionSet set)
    {
        (_network, _data, _plans, _set) = (network, data, plans, set);
        _pixels = new float[set.Width() * network.Input.Pixels];
    }

    /// <summary>The vectors that it computes with on this processor.</summary>
    public static string Vectors => InstructionSets.Best switch
    {
        InstructionSet.Avx512 => "AVX-512",
        InstructionSet.Avx2 => "AVX2",
        _ => $"plain vectors of {InstructionSets.Best.Width()} numbers",
    };

    /// <inheritdoc/>
    public TrainingOutcome Train(TrainingJob job)
    {
        if (!job.IsPlain)
            throw new NotSupportedException("the sparse engine only trains by masked SGD on the cross-entropy: set fedprune.training.engine = torch");
        var model = Ready(job);
        var batches = new Batches(job);
        var loss = 0.0;
        for (int epoch = 0; epoch < job.Settings.Epochs; epoch++)
        {
            loss = 0;
            foreach (var batch in batches.Epoch())
                loss += Step(model, job, batch.Span);
        }
        var update = new float[job.Topology.Count];
        model.Change(job.Start.Span, update);
        return new TrainingOutcome(update, loss / job.Samples.Length);
    }

    /// <inheritdoc/>
    public Evaluation Evaluate(ReadOnlyMemory<float> weights, int from, int to)
    {
        var model = _evaluation ??= SparseModel.Create(_network, EvaluationBatch, _set);
        if (!_evaluated.Equals(weights))
        {
            var topology = Left(weights.Span);
            model.Load(model.Plan(topology), topology.Gather(weights.Span));
        }
        _evaluated = weights;
        var total = new Evaluation(0, 0, 0);
        for (int start = from; start < to; start += EvaluationBatch)
        {
            var count = Math.Min(to - start, EvaluationBatch);
            for (int i = 0; i < count; i += model.Width)
            {
                var some = Math.Min(count - i, model.Width);
                var pixels = _pixels.AsSpan(0, some * _network.Input.Pixels);
                _data.Standardisation.Fill(_data.Test, start + i, some, pixels);
                model.Put(i, some, pixels);
            }
            model.Forward(count);
            total += model.Evaluate(_data.Test.Labels.Slice(start, count));
        }
        return total;
    }

    public void Dispose()
    {
        // All memory is managed.
    }

    /// <summary>A model with the job's weights and index lists.</summary>
    internal SparseModel Ready(TrainingJob job)
    {
        var model = Reserve(job.Settings.BatchSize);
        model.Load(_plans.For(job.Topology, model), job.Start.Span);
        return model;
    }

    /// <summary>One optimiser step.</summary>
    /// <returns>The sum of the batch's losses.</returns>
    internal double Step(SparseModel model, TrainingJob job, ReadOnlySpan<int> batch)
    {
        for (int i = 0; i < batch.Length; i += model.Width)
        {
            var some = batch.Slice(i, Math.Min(batch.Length - i, model.Width));
            var pixels = _pixels.AsSpan(0, some.Length * _network.Input.Pixels);
            _data.Standardisation.Fill(_data.Train, some, pixels);
            model.Put(i, some.Length, pixels);
        }
        for (int i = 0; i < batch.Length; i++)
            _labels[i] = job.Labels.Span[batch[i]];
        model.Forward(batch.Length);
        var loss = model.Loss(_labels.AsSpan(0, batch.Length));
        model.Backward(batch.Length);
        model.Descend(job.Settings);
        return loss;
    }

    private SparseModel Reserve(int batchSize)
    {
        if (_training?.Capacity == batchSize)
            return _training;
        _labels = new byte[batchSize];
        return _training = SparseModel.Create(_network, batchSize, _set);
    }

    // What is 0 costs nothing.
    private Topology Left(ReadOnlySpan<float> weights)
    {
        var left = new List<int>(weights.Length);
        foreach (var block in _network.Layout.Blocks)
        {
            for (int j = block.Offset; j < block.End; j++)
            {
                if (!block.Prunable || weights[j] != 0)
                    left.Add(j);
            }
        }
        return Topology.Of(_network.Layout, [.. left]);
    }
}
