using FedPrune.Model.Data;
using FedPrune.Model.Networks;

namespace FedPrune.Model.Tests.Networks;

public sealed class NetworkCatalogueTests
{
    private static readonly ImageShape Grey = new(1, 28, 28);
    private static readonly ImageShape Colour = new(3, 32, 32);
    private static readonly ImageShape Text = new(1, 1, 32);

    private static IEnumerable<(string Name, ImageShape Input)> Inputs =>
        [.. NetworkCatalogue.OfImages.SelectMany(name => new[] { (name, Grey), (name, Colour) }), ("charlm", Text)];

    /// <summary>Counted by hand, weights + biases of each layer (of normalisations: scales + shifts).</summary>
    [Theory]
    [InlineData("mlp", 803_840 + 1_049_600 + 10_250, 3_146_752 + 1_049_600 + 10_250)]
    [InlineData("cnn14", 80 + 1_168 + 37_120 + 2_570, 224 + 1_168 + 65_792 + 2_570)]
    [InlineData("lenet5", 156 + 2_416 + 48_120 + 10_164 + 850, 456 + 2_416 + 48_120 + 10_164 + 850)]
    [InlineData("cnn", 832 + 51_264 + 1_606_144 + 5_130, 2_432 + 51_264 + 2_097_664 + 5_130)]
    [InlineData("vgg11", 640 + 73_856 + 295_168 + 590_080 + 1_180_160 + 7_079_424 + 262_656 + 5_130,
        1_792 + 73_856 + 295_168 + 590_080 + 1_180_160 + 7_079_424 + 262_656 + 5_130)]
    [InlineData("resnet18", 704 + 147_968 + 525_568 + 2_099_712 + 8_393_728 + 5_130,
        1_856 + 147_968 + 525_568 + 2_099_712 + 8_393_728 + 5_130)]
    [InlineData("vit", 1_088 + 3_136 + (3 * 33_472) + 128 + 650, 3_136 + 4_096 + (3 * 33_472) + 128 + 650)]
    public void Every_network_has_the_parameters_it_is_known_for(string name, int grey, int colour)
    {
        Assert.Equal(grey, NetworkCatalogue.Create(name, Grey, 10).Layout.Count);
        Assert.Equal(colour, NetworkCatalogue.Create(name, Colour, 10).Layout.Count);
    }

    [Fact]
    public void The_networks_the_results_are_stated_for_have_their_published_sizes()
    {
        Assert.Equal(40_938, NetworkCatalogue.Create("cnn14", Grey, 10).Layout.Count);
        Assert.Equal(61_706, NetworkCatalogue.Create("lenet5", Grey, 10).Layout.Count);
        Assert.Equal(1_663_370, NetworkCatalogue.Create("cnn", Grey, 10).Layout.Count);
        Assert.Equal(11_173_962, NetworkCatalogue.Create("resnet18", Colour, 10).Layout.Count);
    }

    [Fact]
    public void The_language_model_takes_lines_of_symbols_only()
    {
        Assert.Equal(16_384 + 2_048 + (2 * 33_472) + 128 + 16_640, NetworkCatalogue.Create("charlm", Text, 256).Layout.Count);
        Assert.Throws<ArgumentException>(() => NetworkCatalogue.Create("charlm", Grey, 256));
        Assert.Throws<ArgumentException>(() => new Network("odd", new ImageShape(8, 2, 2), [new Attention(1)]));
    }

    [Fact]
    public void Layouts_have_no_gaps_and_a_layers_blocks_lie_side_by_side()
    {
        foreach (var (name, input) in Inputs)
        {
            var layout = NetworkCatalogue.Create(name, input, 7).Layout;
            var (end, layer) = (0, 0);
            foreach (var block in layout.Blocks)
            {
                Assert.Equal(end, block.Offset);
                Assert.InRange(block.Layer - layer, 0, 1);
                Assert.Equal(block.Shape.Aggregate(1, (a, b) => a * b), block.Count);
                Assert.Equal(block.Shape.Length > 1, block.Prunable);
                (end, layer) = (block.End, block.Layer);
            }
            Assert.Equal((end, layer + 1), (layout.Count, layout.Layers));
            Assert.Equal(layout.Blocks.Length, layout.Blocks.DistinctBy(b => b.Name).Count());
        }
    }

    [Fact]
    public void Each_layer_takes_what_the_one_before_gives_and_the_last_gives_the_classes()
    {
        foreach (var (name, input) in Inputs)
        {
            var network = NetworkCatalogue.Create(name, input, 7);
            Assert.Equal(input, network.Nodes[0].Input);
            Assert.All(network.Nodes.Zip(network.Nodes.Skip(1)), pair => Assert.Equal(pair.First.Output, pair.Second.Input));
            Assert.Equal(7, network.Classes);
        }
    }

    [Theory]
    [InlineData("cnn14", 7)]
    [InlineData("cnn", 3)]
    [InlineData("resnet18", 0)]
    public void Too_small_images_are_refused_saying_so(string name, int size)
    {
        var refused = Assert.Throws<ArgumentException>(() => NetworkCatalogue.Create(name, new ImageShape(1, size, size), 10));
        Assert.Contains("images are too small", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones()
    {
        var refused = Assert.Throws<ArgumentException>(() => NetworkCatalogue.Create("lenet", Grey, 10));
        Assert.All(NetworkCatalogue.Names, name => Assert.Contains(name, refused.Message, StringComparison.Ordinal));
    }
}
