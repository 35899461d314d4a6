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
