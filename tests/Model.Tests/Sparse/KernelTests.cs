using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Randomness;
using FedPrune.Model.Sparse.Vectors;
using FedPrune.Model.Tests.Networks;

namespace FedPrune.Model.Tests.Sparse;

public sealed class KernelTests
{
    public static TheoryData<string> Sets { get; } = [.. Enum.GetNames<InstructionSet>()];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_layer_agrees_with_its_plain_reference(string set)
    {
        var network = TinyNetworks.EveryLayer;
        foreach (var (density, images) in new[] { (1.0, 5), (0.5, 8), (0.5, 67), (0.3, 33), (0.3, 1) })
            Of(network, density, set, 1).AssertAgrees(capacity: images, images);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Batches_of_changing_sizes_leave_nothing_to_each_other(string set)
    {
        foreach (var width in new[] { 3, 4, 8 }) // four vectors in a row of lanes, two and one
        {
            var network = new Network(
                $"two convolutions of width {width}", new ImageShape(2, 5, width),
                [new Conv2d(4, 3, Padding: 1), new GroupNorm(2), new ReLU(), new Conv2d(3, 3, Padding: 1), new Flatten(), new Linear(3)]);
            Of(network, 0.5, set, 1).AssertAgrees(capacity: 40, 40, 18, 40, 5, 22, 33, 22, 24, 1, 16, 40, 37);
        }
        Of(TinyNetworks.EveryLayer, 0.5, set, 1).AssertAgrees(capacity: 40, 40, 18, 40, 5, 22, 33, 22, 24, 1, 16, 40, 37);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Residual_blocks_of_every_kind_agree(string set)
    {
        Layer wide = new Conv2d(4, 3, Padding: 1), narrow = new Conv2d(4, 1), halved = new Conv2d(4, 3, Stride: 2, Padding: 1);
        Layer norm = new GroupNorm(2), relu = new ReLU();
        Residual same = new([wide, norm, relu, wide, norm], []), projected = new([halved, norm, relu, wide, norm], [new Conv2d(4, 1, Stride: 2), norm]);
        foreach (var (name, layers) in new (string, Layer[])[]
        {
            ("blocks that normalise last", [wide, norm, relu, same, relu, same, relu, projected, relu, same, relu, new AvgPool2d(2)]),
            ("block without ReLU before pooling", [wide, same, new MaxPool2d(2), same, relu, new MaxPool2d(2)]),
            ("block at the start and at the end", [new Residual([new Conv2d(2, 3, Padding: 1, Bias: false), norm], []), relu, new Conv2d(4, 1), same]),
            ("nothing but a normalisation", [wide, relu, new Residual([norm], []), relu, new Residual([norm, wide, norm], [norm]), wide]),
            ("block in a block", [wide, new Residual([same, relu, narrow, norm, same], [narrow]), relu, wide]),
            ("bodies that end otherwise", [wide, new Residual([wide, relu], []), relu, new Residual([wide], [narrow, relu]), norm, relu]),
            ("shortcut of full size", [wide, new Residual([narrow, norm], [wide, relu]), relu, halved]),
            ("body of other lanes", [new Conv2d(4, 5), new Residual([new Conv2d(4, 5, Padding: 4), new AvgPool2d(2), norm], []), relu, wide]),
        })
        {
            var network = new Network(name, new ImageShape(2, 8, 8), [.. layers, new Flatten(), new Linear(3)]);
            Of(network, 0.6, set, 1).AssertAgrees(capacity: 35, 35, 17, 3, 35);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Convolutions_of_any_shape_agree(string set)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = RandomStream.For((ulong)seed, Purpose.Partition);
            var kernel = random.Next(1, 6);
            var conv = new Conv2d(random.Next(1, 20), kernel, random.Next(1, 4), random.Next(0, kernel), Bias: random.Next(2) == 0);
            var shape = new ImageShape(random.Next(1, 10), random.Next(kernel, 34), random.Next(kernel, 34));
            var network = new Network($"{conv} on {shape}", shape, [conv]);
            var images = random.Next(1, seed % 10 == 0 ? 68 : 20);
            new Comparison(network, Masks.Random(network.Layout, random), Enum.Parse<InstructionSet>(set), random)
                .AssertAgrees(capacity: images + random.Next(5), images);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Fully_connected_layers_of_any_size_agree(string set)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = RandomStream.For((ulong)seed, Purpose.Sampling);
            var network = new Network("matrix", new ImageShape(random.Next(1, 4), random.Next(1, 16), random.Next(1, 16)), [new Flatten(), new Linear(random.Next(1, 600))]);
            var images = random.Next(1, 68);
            new Comparison(network, Masks.Random(network.Layout, random), Enum.Parse<InstructionSet>(set), random)
                .AssertAgrees(capacity: images + random.Next(5), images);
        }
    }

    private static Comparison Of(Network network, double density, string set, int seed)
    {
        var random = RandomStream.For((ulong)seed, Purpose.Partition);
        return new Comparison(network, Masks.Uniform(network.Layout, random, density), Enum.Parse<InstructionSet>(set), random);
    }
}
