using System.Runtime.InteropServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FedPrune.Compat.Tests.Torch;

/// <summary>A small network with one of every layer; its parameters are views of one array, which plain SGD steps over.</summary>
internal sealed class SmallCnn : IDisposable
{
    public const int Batch = 8;

    // Convolution, convolution, scale and shift of the norm, linear, linear: weights before biases.
    private static readonly long[][] Shapes =
        [[4, 1, 5, 5], [4], [8, 4, 3, 3], [8], [8], [8], [16, 72], [16], [10, 16], [10]];

    private readonly Tensor _flat;
    private readonly Tensor[] _parameters;

    public SmallCnn()
    {
        _flat = from_array(Values.Of(Shapes.Sum(Count), seed: 1, scale: 0.5f));
        _parameters = new Tensor[Shapes.Length];
        int offset = 0;
        for (int i = 0; i < Shapes.Length; i++)
        {
            using var part = _flat.narrow(0, offset, Count(Shapes[i]));
            using var view = part.view(Shapes[i]);
            _parameters[i] = view.detach().requires_grad_();
            offset += Count(Shapes[i]);
        }
    }

    /// <summary>One step of SGD on the batch that belongs to the step's number.</summary>
    /// <returns>The loss before the step.</returns>
    public float Step(int number, float rate)
    {
        using var scope = NewDisposeScope();
        var input = from_array(Values.Of(Batch * 12 * 12, 100 + number)).view(Batch, 1, 12, 12);
        var labels = from_array(Array.ConvertAll(Values.Of(Batch, 1000 + number), value => (long)((value + 0.5f) * 10)));
        var loss = functional.cross_entropy(Scores(input), labels);
        var grads = autograd.grad([loss], _parameters);

        var weights = MemoryMarshal.Cast<byte, float>(_flat.bytes);
        int offset = 0;
        foreach (var grad in grads)
        {
            var slope = MemoryMarshal.Cast<byte, float>(grad.contiguous().bytes);
            var part = weights.Slice(offset, slope.Length);
            for (int i = 0; i < slope.Length; i++) part[i] -= rate * slope[i];
            offset += slope.Length;
        }

        return loss.item<float>();
    }

    public void Dispose()
    {
        foreach (var parameter in _parameters) parameter.Dispose();
        _flat.Dispose();
    }

    private static int Count(long[] shape) => (int)shape.Aggregate(1L, (product, size) => product * size);

    private Tensor Scores(Tensor input)
    {
        var p = _parameters;
        var h = functional.max_pool2d(functional.relu(functional.conv2d(input, p[0], p[1], padding: [2, 2])), 2);
        h = functional.relu(functional.group_norm(functional.conv2d(h, p[2], p[3], padding: [1, 1]), 2, p[4], p[5]));
        h = functional.avg_pool2d(h, 2).flatten(1);
        return functional.linear(functional.relu(functional.linear(h, p[6], p[7])), p[8], p[9]);
    }
}
