using System.Collections.Immutable;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;

namespace FedPrune.Model.Tests.Networks;

public sealed class NetworkTests
{
    /// <summary>By definition: how many places a kernel has whose every tap lies in the padded image.</summary>
    [Fact]
    public void A_convolution_has_an_output_for_every_place_its_kernel_fits()
    {
        for (int size = 1; size <= 9; size++)
            for (int kernel = 1; kernel <= 5; kernel++)
                for (int stride = 1; stride <= 3; stride++)
                    for (int padding = 0; padding <= 2; padding++)
                    {
                        var fits = Enumerable.Range(0, 40).Count(i => (i * stride) + kernel <= size + (2 * padding));
                        var layer = new Conv2d(3, kernel, stride, padding);
                        if (fits == 0)
                            Assert.Throws<ArgumentException>(() => Single(layer, size));
                        else
                            Assert.Equal(new ImageShape(3, fits, fits), Single(layer, size).Output);
                    }
    }

    [Fact]
    public void Pooling_leaves_an_incomplete_border_out()
    {
        Assert.Equal(new ImageShape(2, 3, 3), Single(new MaxPool2d(2), 7).Output);
        Assert.Equal(new ImageShape(2, 2, 2), Single(new AvgPool2d(3), 8).Output);
        Assert.Throws<ArgumentException>(() => Single(new MaxPool2d(4), 3));
    }

    [Fact]
    public void Parameters_lie_in_the_order_of_the_layers()
    {
        Assert.Equal(
        [
            "conv1.weight", "conv1.bias", "norm1.weight", "norm1.bias", "conv2.weight", "norm2.weight", "norm2.bias",
            "conv3.weight", "conv3.bias", "conv4.weight", "conv4.bias", "conv5.weight", "conv5.bias",
            "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias",
        ], TinyNetworks.EveryLayer.Layout.Blocks.Select(b => b.Name));
        Assert.Equal([0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8], TinyNetworks.EveryLayer.Layout.Blocks.Select(b => b.Layer));
    }

    [Fact]
    public void A_weight_is_used_once_for_every_output_position()
    {
        var blocks = TinyNetworks.EveryLayer.Layout.Blocks.ToDictionary(b => b.Name);
        Assert.Equal(
            [64, 64, 64, 16, 16, 16, 4, 1],
            new[] { "conv1.weight", "conv1.bias", "norm1.weight", "conv2.weight", "conv3.weight", "conv4.weight", "conv5.weight", "fc1.weight" }
                .Select(name => blocks[name].Uses));
        Assert.Equal<int>([6, 4, 3, 3], blocks["conv2.weight"].Shape);
        Assert.Equal<int>([7, 5], blocks["fc1.weight"].Shape);
    }

    [Fact]
    public void A_residual_whose_ways_end_in_different_shapes_is_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => Single(new Residual([new Conv2d(5, 3, Padding: 1)], []), 6));
        Assert.Contains("different shapes: 6×6×5 and 6×6×2", refused.Message, StringComparison.Ordinal);
    }

    private static Node Single(Layer layer, int size) => new Network("one", new ImageShape(2, size, size), ImmutableArray.Create(layer)).Nodes[0];
}
