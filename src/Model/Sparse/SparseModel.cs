using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Sparse.Kernels;
using FedPrune.Model.Sparse.Layers;
using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;
using FedPrune.Model.Training;

namespace FedPrune.Model.Sparse;

/// <summary>A network executed on the weights that are left: its memory for a batch, and the steps of training.</summary>
internal abstract class SparseModel
{
    /// <summary>Most images of a batch.</summary>
    public abstract int Capacity { get; }

    /// <summary>Index lists for a topology.</summary>
    public abstract NetworkPlan Plan(Topology topology);

    /// <summary>Takes a sparse model's weights; the velocity is zero again.</summary>
    /// <param name="plan">Of a model of the same network, capacity, instruction set and purpose.</param>
    /// <param name="start">(k) weights in compact order.</param>
    public abstract void Load(NetworkPlan plan, ReadOnlySpan<float> start);

    /// <summary>How far the weights have moved since <see cref="Load"/>, in compact order.</summary>
    public abstract void Change(ReadOnlySpan<float> start, Span<float> change);

    /// <summary>Puts images into the input.</summary>
    /// <param name="first">Index in the batch of the first of them, a multiple of <see cref="Width"/>.</param>
    /// <param name="count">How many, at most <see cref="Width"/>.</param>
    /// <param name="pixels">(count, channels, height, width).</param>
    public abstract void Put(int first, int count, ReadOnlySpan<float> pixels);

    /// <summary>Images that are put at a time.</summary>
    public abstract int Width { get; }

    /// <summary>Computes the logits of a batch.</summary>
    public abstract void Forward(int count);

    /// <summary>The sum of a batch's losses; the logits' gradient is that of their mean.</summary>
    public abstract double Loss(ReadOnlySpan<byte> labels);

    /// <summary>Samples, correct ones and the sum of losses of a batch.</summary>
    public abstract Evaluation Evaluate(ReadOnlySpan<byte> labels);

    /// <summary>Adds to the gradients of all weights, given that of the logits.</summary>
    public abstract void Backward(int count);

    /// <summary>Moves the weights against their gradients, which are zero then.</summary>
    public abstract void Descend(LocalTraining settings);

    /// <summary>For tests: one way forward and back from any gradient of the outputs.</summary>
    /// <param name="pixels">(count, channels, height, width).</param>
    /// <param name="slopes">(count, outputs) gradient of the outputs.</param>
    /// <param name="count">Images.</param>
    /// <param name="outputs">(count, outputs).</param>
    /// <param name="inputGradient">As <paramref name="pixels"/>; only of a model made for it.</param>
    public abstract void Probe(ReadOnlySpan<float> pixels, ReadOnlySpan<float> slopes, int count, out float[] outputs, out float[] inputGradient);

    /// <summary>For tests: the gradients of the last batch, in compact order.</summary>
    public abstract void Gradient(Span<float> compact);

    /// <summary>A model for this processor.</summary>
    /// <param name="network">The network.</param>
    /// <param name="capacity">Most images of a batch.</param>
    /// <param name="set">The vectors to compute with.</param>
    /// <param name="inputGradient">Whether the gradient of the images is asked for too.</param>
    public static SparseModel Create(Network network, int capacity, InstructionSet set, bool inputGradient = false) => set switch
    {
        InstructionSet.Avx512 => new SparseModel<Avx512, System.Runtime.Intrinsics.Vector512<float>>(network, capacity, inputGradient),
        InstructionSet.Avx2 => new SparseModel<Avx2, System.Runtime.Intrinsics.Vector256<float>>(network, capacity, inputGradient),
        _ => new SparseModel<Portable, System.Numerics.Vector<float>>(network, capacity, inputGradient),
    };
}

/// <inheritdoc/>
internal sealed unsafe class SparseModel<TSimd, TVector> : SparseModel
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly ParameterMemory _parameters = new();
    private readonly SparseLayer[] _layers;
    private readonly Stretch[] _stretches;
    private readonly FeatureMap[] _maps;
    private readonly int _lanes; // most of any layer
    private NetworkPlan? _plan;
    private int _images; // of the batch before

    public SparseModel(Network network, int capacity, bool inputGradient)
    {
        Capacity = capacity;
        var builder = new ModelBuilder<TSimd, TVector>(capacity);
        Input = builder.Input(network, inputGradient);
        Output = builder.Add(network.Nodes, Input, Wish.Plain);
        (_layers, _maps) = ([.. builder.Layers], [.. builder.Memory.Maps]);
        _stretches = [.. Stretch.Of(_layers)];
        _lanes = _layers.Max(layer => layer.Lanes);
    }

    public override int Capacity { get; }

    public override int Width => TSimd.Width;

    public FeatureMap Input { get; }

    public FeatureMap Output { get; }

    public override NetworkPlan Plan(Topology topology) => new(topology, _layers.OfType<IPlanned>());

    public override void Load(NetworkPlan plan, ReadOnlySpan<float> start)
    {
        _plan = plan;
        _parameters.Reserve(start.Length);
        plan.Arrange(start, _parameters.Weights.Span);
        _parameters.Weights.Span[..start.Length].CopyTo(_parameters.Anchor.Span);
        _parameters.Velocity.Span.Clear();
        _parameters.Gradient.Span.Clear();
        foreach (var layer in _layers)
            layer.Use(plan, _parameters);
    }

    public override void Change(ReadOnlySpan<float> start, Span<float> change) => _plan!.Change(_parameters.Weights.Span, start, change);

    public override void Put(int first, int count, ReadOnlySpan<float> pixels)
    {
        fixed (float* from = pixels)
            Interleaving.Put(from, count, new ImageVector(Input.Value, Input.Layout, first / Width, Width), Width);
    }

    public override void Forward(int count)
    {
        if (count != _images)
            Forget(count);
        _images = count;
        foreach (var stretch in _stretches)
            stretch.Forward(count);
    }

    public override double Loss(ReadOnlySpan<byte> labels)
    {
        var loss = 0.0;
        var (classes, lanes) = (Output.Layout.Shape.Channels, Output.Layout.Lanes);
        for (int i = 0; i < Output.Layout.Groups(labels.Length) * lanes; i++)
        {
            var at = ((nint)(i / lanes) * Output.Layout.GroupStride) + (i % lanes);
            if (i < labels.Length)
                loss += CrossEntropy.Gradient(Output.Value + at, Output.Gradient + at, classes, lanes, labels[i], 1f / labels.Length);
            else
                Silence(Output.Gradient + at, classes, lanes);
        }
        return loss;
    }

    public override Evaluation Evaluate(ReadOnlySpan<byte> labels)
    {
        var (correct, loss) = (0, 0.0);
        var (classes, lanes) = (Output.Layout.Shape.Channels, Output.Layout.Lanes);
        for (int i = 0; i < labels.Length; i++)
        {
            var at = ((nint)(i / lanes) * Output.Layout.GroupStride) + (i % lanes);
            var (own, best) = CrossEntropy.Loss(Output.Value + at, classes, lanes, labels[i]);
            (correct, loss) = (correct + (best == labels[i] ? 1 : 0), loss + own);
        }
        return new Evaluation(labels.Length, correct, loss);
    }

    public override void Backward(int count)
    {
        for (int stretch = _stretches.Length - 1; stretch >= 0; stretch--)
            _stretches[stretch].Backward(count);
    }

    public override void Descend(LocalTraining settings)
    {
        var count = _plan!.Topology.Count;
        var clip = settings.ClipNorm == 0
            ? 1
            : GradientClipping.Factor(GradientClipping.SumOfSquares(_parameters.Gradient.Span[..count]), settings.ClipNorm);
        var anchor = settings.Proximal == 0 ? _parameters.Weights : _parameters.Anchor; // times 0: the nearest numbers will do
        Descent<TSimd, TVector>.Step(
            _parameters.Weights.Pointer, _parameters.Gradient.Pointer, _parameters.Velocity.Pointer, anchor.Pointer, count, clip, settings);
    }

    public override void Probe(ReadOnlySpan<float> pixels, ReadOnlySpan<float> slopes, int count, out float[] outputs, out float[] inputGradient)
    {
        Exchange(Input, Input.Value, pixels, count);
        Forward(count);
        outputs = Taken(Output, Output.Value, count);
        Exchange(Output, Output.Gradient, slopes, count);
        Backward(count);
        inputGradient = Taken(Input, Input.Gradient, count);
    }

    public override void Gradient(Span<float> compact)
    {
        compact.Clear();
        var nothing = new float[compact.Length];
        _plan!.Change(_parameters.Gradient.Span, nothing, compact);
    }

    private static void Exchange(FeatureMap map, float* to, ReadOnlySpan<float> numbers, int count)
    {
        var size = map.Layout.Shape.Pixels;
        fixed (float* from = numbers)
        {
            for (int i = 0; i < map.Layout.Groups(count) * map.Layout.Lanes; i += TSimd.Width)
            {
                var some = Math.Clamp(count - i, 0, TSimd.Width);
                Interleaving.Put(from + (some == 0 ? 0 : i * size), some, new ImageVector(to, map.Layout, i / TSimd.Width, TSimd.Width), TSimd.Width);
            }
        }
    }

    private static float[] Taken(FeatureMap map, float* numbers, int count)
    {
        var size = map.Layout.Shape.Pixels;
        var taken = new float[count * size];
        fixed (float* to = taken)
        {
            for (int i = 0; i < count; i += TSimd.Width)
                Interleaving.Take(new ImageVector(numbers, map.Layout, i / TSimd.Width, TSimd.Width), to + (i * size), Math.Min(count - i, TSimd.Width));
        }
        return taken;
    }

    // Where groups differ in size, larger ones are computed from smaller ones that a batch does not reach: those must not have old numbers.
    private void Forget(int count)
    {
        var images = (count + _lanes - 1) / _lanes * _lanes;
        foreach (var map in _maps)
        {
            if (map != Input)
                map.Clear(map.Layout.Groups(count), map.Layout.Groups(images));
        }
    }

    private static void Silence(float* column, int classes, int step)
    {
        for (int c = 0; c < classes; c++)
            column[c * step] = 0;
    }
}
