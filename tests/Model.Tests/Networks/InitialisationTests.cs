using FedPrune.Model.Data;
using FedPrune.Model.Networks;

namespace FedPrune.Model.Tests.Networks;

public sealed class InitialisationTests
{
    [Fact]
    public void Weights_are_drawn_with_variance_two_over_fan_in()
    {
        var layout = NetworkCatalogue.Create("cnn", new ImageShape(1, 28, 28), 10).Layout;
        var weights = Initialisation.He(layout, 3);
        foreach (var block in layout.Blocks.Where(b => b.Prunable))
        {
            var values = weights[block.Offset..block.End];
            var fanIn = block.Shape.Skip(1).Aggregate(1, (a, b) => a * b);
            var variance = values.Average(v => (double)v * v);
            var slack = 5 * Math.Sqrt(2.0 / block.Count); // five standard errors of a variance
            Assert.InRange(variance * fanIn / 2, 1 - slack, 1 + slack);
            Assert.InRange(values.Average(v => (double)v), -5 * Math.Sqrt(variance / block.Count), 5 * Math.Sqrt(variance / block.Count));
        }
    }

    [Fact]
    public void Biases_and_shifts_start_at_zero_and_scales_at_one()
    {
        var layout = TinyNetworks.EveryLayer.Layout;
        var weights = Initialisation.He(layout, 3);
        foreach (var block in layout.Blocks.Where(b => !b.Prunable))
        {
            var expected = block.Name.StartsWith("norm", StringComparison.Ordinal) && block.Name.EndsWith("weight", StringComparison.Ordinal) ? 1f : 0f;
            Assert.All(weights[block.Offset..block.End], value => Assert.Equal(expected, value));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        var layout = TinyNetworks.EveryLayer.Layout;
        Assert.Equal(Initialisation.He(layout, 8), Initialisation.He(layout, 8));
        Assert.NotEqual(Initialisation.He(layout, 8), Initialisation.He(layout, 9));
    }
}
