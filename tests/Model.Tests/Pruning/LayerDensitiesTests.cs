using System.Collections.Immutable;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Tests.Pruning;

public sealed class LayerDensitiesTests
{
    // Convolutions 4×1×3×3 (36) and 8×4×3×3 (288), a fully connected 10×32 (320), each with its bias; Σ dims 11, 18, 42.
    private static readonly ParameterLayout Small = Layout([4, 1, 3, 3], [4], [8, 4, 3, 3], [8], [10, 32], [10]);

    /// <summary>By hand: 0.2·644 = 128.8 = ε·71, so ε = 1.81408 and ε·Σdims = 19.95, 32.65, 76.19; all densities below 1.</summary>
    [Fact]
    public void Erk_keeps_weights_in_proportion_to_the_sum_of_the_dimensions() =>
        Assert.Equal([19, 4, 32, 8, 76, 10], LayerDensities.KeptCounts(Small, DensityRule.Erk, 0.2));

    /// <summary>By hand: at first ε = 322/71 and the first layer's density is 1.39; dense, it leaves ε = 286/60: 85.8 and 200.2.</summary>
    [Fact]
    public void Erk_keeps_a_layer_dense_that_would_exceed_it_and_shares_the_rest() =>
        Assert.Equal([36, 4, 85, 8, 200, 10], LayerDensities.KeptCounts(Small, DensityRule.Erk, 0.5));

    [Fact]
    public void Uniform_keeps_the_same_share_of_every_layer() =>
        Assert.Equal([9, 4, 72, 8, 80, 10], LayerDensities.KeptCounts(Small, DensityRule.Uniform, 0.25));

    [Fact]
    public void The_whole_has_the_wanted_density_to_within_one_weight_a_layer()
    {
        foreach (var name in NetworkCatalogue.OfImages)
            foreach (var density in (double[])[0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 0.95])
                foreach (var rule in Enum.GetValues<DensityRule>())
                {
                    var layout = NetworkCatalogue.Create(name, new ImageShape(1, 28, 28), 10).Layout;
                    var prunable = Enumerable.Range(0, layout.Blocks.Length).Where(b => layout.Blocks[b].Prunable).ToArray();
                    var kept = LayerDensities.KeptCounts(layout, rule, density);
                    var wanted = density * prunable.Sum(b => (double)layout.Blocks[b].Count);
                    Assert.InRange(prunable.Sum(b => (double)kept[b]), wanted - prunable.Length, wanted + prunable.Length);
                    Assert.All(prunable, b => Assert.InRange(kept[b], 1, layout.Blocks[b].Count));
                }
    }

    [Fact]
    public void Biases_and_normalisations_stay_dense_and_density_one_keeps_everything()
    {
        foreach (var name in NetworkCatalogue.OfImages)
            foreach (var rule in Enum.GetValues<DensityRule>())
            {
                var blocks = NetworkCatalogue.Create(name, new ImageShape(3, 32, 32), 10).Layout;
                var sparse = LayerDensities.KeptCounts(blocks, rule, 0.01);
                Assert.All(blocks.Blocks.Zip(sparse), pair => Assert.True(pair.First.Prunable || pair.First.Count == pair.Second));
                Assert.Equal(blocks.Blocks.Select(b => b.Count), LayerDensities.KeptCounts(blocks, rule, 1));
            }
    }

    [Fact]
    public void A_layer_keeps_at_least_one_weight() =>
        Assert.Equal([1, 4, 1, 8, 1, 10], LayerDensities.KeptCounts(Small, DensityRule.Uniform, 0.0001));

    [Theory]
    [InlineData(0.9, 20_000_000)]
    [InlineData(0.8, 40_000_000)]
    [InlineData(0.7, 60_000_000)]
    public void A_whole_number_of_weights_is_not_missed_by_rounding(double rate, int expected) =>
        Assert.Equal([expected], LayerDensities.KeptCounts(Layout([10_000, 20_000]), DensityRule.Uniform, 1 - rate));

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_density_out_of_range_is_refused(double density) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerDensities.KeptCounts(Small, DensityRule.Erk, density));

    private static ParameterLayout Layout(params ImmutableArray<int>[] shapes)
    {
        var blocks = ImmutableArray.CreateBuilder<ParameterBlock>();
        foreach (var shape in shapes)
            blocks.Add(new($"block{blocks.Count}", shape, blocks.Count == 0 ? 0 : blocks[^1].End, blocks.Count, shape.Length > 1, 1));
        return new(blocks.ToImmutable());
    }
}
