using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace FedPrune.Bench;

/// <summary>The <c>cnn</c> network (1,663,370 parameters) on one fixed batch of 32, stepped by plain SGD over spans.</summary>
internal sealed class Cnn : IDisposable
{
    private const int Batch = 32;
    private const float Rate = 0.01f;
    private static readonly long[][] Shapes = [[32, 1, 5, 5], [32], [64, 32, 5, 5], [64], [512, 3136], [512], [10, 512], [10]];

    private readonly Tensor[] _parameters;
    private readonly Tensor _input = Values([Batch, 1, 28, 28], seed: 100, scale: 1);
    private readonly Tensor _labels = from_array(Array.ConvertAll([.. Enumerable.Range(0, Batch)], i => (long)(i % 10)));

    public Cnn() => _parameters = [.. Shapes.Select((shape, seed) => Values(shape, seed, scale: 0.1f).requires_grad_())];

    /// <summary>One step; returns the loss before it.</summary>
    public float Step()
    {
        using var scope = NewDisposeScope();
        var loss = functional.cross_entropy(Scores(), _labels);
        var grads = autograd.grad([loss], _parameters);
        for (int i = 0; i < grads.Count; i++)
        {
            var slope = MemoryMarshal.Cast<byte, float>(grads[i].contiguous().bytes);
            var weights = MemoryMarshal.Cast<byte, float>(_parameters[i].bytes);
            TensorPrimitives.MultiplyAdd(slope, -Rate, weights, weights);
        }

        return loss.item<float>();
    }

    public void Dispose()
    {
        foreach (var parameter in _parameters) parameter.Dispose();
        _input.Dispose();
        _labels.Dispose();
    }

    private Tensor Scores()
    {
        var p = _parameters;
        var h = functional.max_pool2d(functional.relu(functional.conv2d(_input, p[0], p[1], [1, 1], [2, 2])), 2); // (B, 32, 14, 14)
        h = functional.max_pool2d(functional.relu(functional.conv2d(h, p[2], p[3], [1, 1], [2, 2])), 2);           // (B, 64, 7, 7)
        h = functional.relu(functional.linear(h.flatten(1), p[4], p[5]));
        return functional.linear(h, p[6], p[7]);
    }

    // The same numbers as `values` in bench/peers/step_time.py: exact in single precision.
    private static Tensor Values(long[] shape, int seed, float scale)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (long i = 0; i < values.Length; i++)
        {
            long mixed = ((i * 2654435761) + (seed * 40503)) & 0xffffffff;
            values[i] = (((mixed >> 8) / 16777216f) - 0.5f) * scale;
        }

        using var flat = from_array(values);
        return flat.view(shape);
    }
}
