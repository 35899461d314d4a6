using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Sparse;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Tests.Sparse;

/// <summary>A batch through a network, once by the engine's kernels and once by their plain references.</summary>
internal sealed class Comparison
{
    private const double Tolerance = 1e-5; // of the largest number of its kind

    private readonly Network _network;
    private readonly Topology _topology;
    private readonly InstructionSet _set;
    private readonly RandomStream _random;

    public Comparison(Network network, Topology topology, InstructionSet set, RandomStream random) =>
        (_network, _topology, _set, _random) = (network, topology, set, random);

    /// <summary>Asserts that outputs and all gradients agree, batch after batch of one model.</summary>
    public void AssertAgrees(int capacity, params ReadOnlySpan<int> batches)
    {
        var weights = new float[_network.Layout.Count];
        float[] compact = [.. Numbers(_topology.Count).Select(x => 0.5f * x)];
        _topology.Expand(compact, weights);
        var plain = new PlainNetwork(_network, weights);
        var model = SparseModel.Create(_network, capacity, _set, inputGradient: true);
        model.Load(model.Plan(_topology), compact);
        foreach (var images in batches)
            AssertAgrees(plain, model, images);
        var gradient = new float[_topology.Count];
        model.Gradient(gradient);
        foreach (var (index, block) in _network.Layout.Blocks.Index())
        {
            var range = _topology.CompactRange(index);
            double[] expected = [.. Kept(range).Select(j => plain.Gradient[j])];
            AssertClose(block.Name, expected, gradient.AsSpan(range));
        }
    }

    private void AssertAgrees(PlainNetwork plain, SparseModel model, int images)
    {
        float[] pixels = Numbers(images * _network.Input.Pixels), slopes = Numbers(images * _network.Classes);
        model.Probe(pixels, slopes, images, out var outputs, out var inputGradient);
        double[] expectedOutputs = new double[outputs.Length], expectedInput = new double[pixels.Length];
        for (int i = 0; i < images; i++)
        {
            int size = _network.Input.Pixels, classes = _network.Classes;
            plain.Forward([.. pixels.AsSpan(i * size, size).ToArray().Select(x => (double)x)]).CopyTo(expectedOutputs, i * classes);
            plain.Backward([.. slopes.AsSpan(i * classes, classes).ToArray().Select(x => (double)x)]).CopyTo(expectedInput, i * size);
        }
        AssertClose($"outputs of {images} images", expectedOutputs, outputs);
        AssertClose($"input gradient of {images} images", expectedInput, inputGradient);
    }

    private IEnumerable<int> Kept(Range range) =>
        Enumerable.Range(range.Start.Value, range.End.Value - range.Start.Value).Select(k => _topology.IsDense ? k : _topology.Kept[k]);

    private float[] Numbers(int count)
    {
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan())
            number = (float)_random.NextUniform(-1, 1);
        return numbers;
    }

    private void AssertClose(string what, double[] expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance * scale, $"{_set}, {what} of {_network.Name}: {actual[i]} for {expected[i]} at {i}");
    }
}
