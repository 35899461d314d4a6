using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Randomness;
using FedPrune.Model.Sparse;
using FedPrune.Model.Sparse.Vectors;
using FedPrune.Model.Tests.Training;
using FedPrune.Model.Training;
using TorchSharp;

namespace FedPrune.Model.Tests.Sparse;

/// <summary>Every layer of the networks, given the same input and the same gradient of its output, against libtorch.</summary>
public sealed class LayerAgreementTests
{
    private const int Images = 5;
    private const double Tolerance = 1e-5; // of the length of what is compared

    [TorchTheory]
    [InlineData("mlp", 28, 0.2)]
    [InlineData("lenet5", 28, 0.2)]
    [InlineData("cnn", 28, 0.1)]
    [InlineData("vgg11", 32, 1)]
    [InlineData("vgg11", 32, 0.1)]
    [InlineData("resnet18", 32, 1)]
    [InlineData("resnet18", 32, 0.05)]
    public void Outputs_and_gradients_agree(string name, int size, double density)
    {
        var network = NetworkCatalogue.Create(name, new ImageShape(size == 28 ? 1 : 3, size, size), 10);
        var layers = Flattened(network.Nodes).Where(node => node.Layer is not (ReLU or Flatten)).Select(node => (node.Layer, node.Input)).Distinct().ToList();
        Assert.True(layers.Count >= 3);
        foreach (var (layer, input) in layers)
            AssertAgrees(new Network($"{layer} on {input}", input, layer is Linear ? [new Flatten(), layer] : [layer]), density);
    }

    private static IEnumerable<Node> Flattened(IEnumerable<Node> nodes) =>
        nodes.SelectMany(node => node.Layer is Residual ? Flattened(node.Body.Concat(node.Shortcut)) : [node]);

    private static void AssertAgrees(Network layer, double density)
    {
        var random = RandomStream.For(1, Purpose.Partition);
        var topology = Masks.Uniform(layer.Layout, random, density);
        float[] compact = Numbers(random, topology.Count), weights = new float[layer.Layout.Count];
        topology.Expand(compact, weights);
        float[] pixels = Numbers(random, Images * layer.Input.Pixels), slopes = Numbers(random, Images * layer.Classes);
        var model = SparseModel.Create(layer, Images, InstructionSets.Best, inputGradient: true);
        model.Load(model.Plan(topology), compact);
        model.Probe(pixels, slopes, Images, out var outputs, out var inputGradient);
        var gradient = new float[topology.Count];
        model.Gradient(gradient);

        var (expectedOutputs, expectedInput, expectedGradient) = Torch(layer, weights, pixels, slopes);
        AssertClose(layer.Name, "outputs", expectedOutputs, outputs);
        AssertClose(layer.Name, "input gradient", expectedInput, inputGradient);
        AssertClose(layer.Name, "gradient", topology.Gather(expectedGradient), gradient);
    }

    private static (float[] Outputs, float[] Input, float[] Gradient) Torch(Network layer, float[] weights, float[] pixels, float[] slopes)
    {
        using var scope = torch.NewDisposeScope();
        using var model = new TorchModel(layer);
        weights.CopyTo(model.Weights);
        var x = torch.from_array(pixels).view(Images, layer.Input.Channels, layer.Input.Height, layer.Input.Width).requires_grad_();
        var outputs = Floats(model.Forward(x));
        var input = Floats(torch.autograd.grad([Sloped()], [x])[0]);
        return (outputs, input, weights.Length == 0 ? [] : [.. model.Gradients(Sloped()).SelectMany(Floats)]);

        torch.Tensor Sloped()
        {
            var y = model.Forward(x);
            return (y * torch.from_array(slopes).view(y.shape)).sum();
        }
    }

    private static float[] Floats(torch.Tensor tensor) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.detach().contiguous().bytes).ToArray();

    private static float[] Numbers(RandomStream random, int count)
    {
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan())
            number = (float)random.NextUniform(-1, 1);
        return numbers;
    }

    private static void AssertClose(string layer, string what, float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double distance = 0, length = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            distance += Math.Pow(expected[i] - (double)actual[i], 2);
            length += Math.Pow(expected[i], 2);
        }
        Assert.True(distance <= Tolerance * Tolerance * length, $"{what} of {layer}: apart by {Math.Sqrt(distance / length)} of their length");
    }
}
