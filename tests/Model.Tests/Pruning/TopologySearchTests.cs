using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Networks;

namespace FedPrune.Model.Tests.Pruning;

public sealed class TopologySearchTests
{
    private static readonly ParameterLayout LeNet = NetworkCatalogue.Create("lenet5", new ImageShape(1, 28, 28), 10).Layout;

    [Fact]
    public void Keeps_exactly_the_counted_weights_of_each_layer_and_none_larger_is_left_out()
    {
        foreach (var rate in (double[])[0.3, 0.5, 0.8, 0.9, 0.97])
        {
            var kept = LayerDensities.KeptCounts(LeNet, DensityRule.Erk, 1 - rate);
            var weights = Rounded(Initialisation.He(LeNet, 3)); // rounded: full of ties
            var topology = TopologySearch.ByMagnitude(LeNet, weights, kept);
            for (int b = 0; b < kept.Length; b++)
            {
                var block = LeNet.Blocks[b];
                Assert.Equal(kept[b], topology.KeptIn(b));
                var inside = topology.Kept[topology.CompactRange(b)].ToArray();
                var outside = Enumerable.Range(block.Offset, block.Count).Except(inside);
                Assert.True(inside.Min(i => Math.Abs(weights[i])) >= outside.Select(i => Math.Abs(weights[i])).DefaultIfEmpty().Max());
            }
        }
    }

    [Fact]
    public void Pruning_twice_is_pruning_once()
    {
        var kept = LayerDensities.KeptCounts(LeNet, DensityRule.Erk, 0.1);
        var weights = Initialisation.He(LeNet, 4);
        var once = TopologySearch.ByMagnitude(LeNet, weights, kept);
        var pruned = new float[LeNet.Count];
        once.Expand(once.Gather(weights), pruned);
        var twice = TopologySearch.ByMagnitude(LeNet, pruned, kept);
        Assert.True(once.SameAs(twice));
    }

    [Fact]
    public void Keeping_everything_is_dense()
    {
        int[] all = [.. LeNet.Blocks.Select(b => b.Count)];
        Assert.True(TopologySearch.ByMagnitude(LeNet, new float[LeNet.Count], all).IsDense);
    }

    [Fact]
    public void Only_prunable_layers_make_way_for_exploration()
    {
        var toy = TinyNetworks.Toy.Layout;
        Assert.Equal([6, 3, 3, 2], TopologySearch.WithoutExplored(toy, [8, 3, 4, 2], 0.26)); // ⌊2.08⌋, ⌊1.04⌋
        Assert.Equal([8, 3, 4, 2], TopologySearch.WithoutExplored(toy, [8, 3, 4, 2], 0));
        Assert.Equal([8, 3, 4, 2], TopologySearch.WithoutExplored(toy, [8, 3, 4, 2], 0.1));
    }

    [Fact]
    public void Exploring_fills_each_layer_up_to_its_count_around_the_travelling_weights()
    {
        var (travelling, kept) = Travelling(0.9, alpha: 0.1);
        for (int round = 0; round < 20; round++)
        {
            var sent = TopologySearch.Explored(travelling, kept, 5, round);
            Assert.Equal(kept, Enumerable.Range(0, kept.Length).Select(sent.KeptIn));
            Assert.Equal(travelling.Count, travelling.CommonWith(sent));
        }
    }

    [Fact]
    public void Both_sides_find_the_same_explored_weights_and_each_round_others()
    {
        var (travelling, kept) = Travelling(0.9, alpha: 0.1);
        var copy = Topology.Of(LeNet, travelling.Kept.ToArray());
        var first = TopologySearch.Explored(travelling, kept, 5, 0);
        Assert.True(first.SameAs(TopologySearch.Explored(copy, kept, 5, 0)));
        Assert.False(first.SameAs(TopologySearch.Explored(travelling, kept, 5, 1)));
        Assert.False(first.SameAs(TopologySearch.Explored(travelling, kept, 6, 0)));
    }

    [Fact]
    public void Every_weight_left_out_is_explored_equally_often()
    {
        var toy = TinyNetworks.Toy.Layout;
        var travelling = Topology.Of(toy, [3, 7, 12, 13, 14, 16, 21, 22]);
        var drawn = new int[toy.Count];
        for (int round = 0; round < 4000; round++)
            foreach (var index in TopologySearch.Explored(travelling, [5, 3, 2, 2], 1, round).Kept)
                drawn[index]++;
        Assert.All([3, 7, 12, 13, 14, 16, 21, 22], index => Assert.Equal(4000, drawn[index]));
        Assert.All([0, 1, 2, 4, 5, 6, 8, 9, 10, 11], index => Assert.InRange(drawn[index], 1090, 1310)); // 3 of 10
        Assert.All([15, 17, 18, 19, 20], index => Assert.InRange(drawn[index], 700, 900));              // 1 of 5
    }

    [Fact]
    public void A_full_count_stays_dense_whatever_makes_way()
    {
        int[] all = [.. LeNet.Blocks.Select(b => b.Count)];
        var dense = TopologySearch.ByMagnitude(LeNet, Initialisation.He(LeNet, 1), all);
        Assert.True(TopologySearch.Explored(dense, all, 1, 0).IsDense);
        var travelling = TopologySearch.ByMagnitude(LeNet, Initialisation.He(LeNet, 1), TopologySearch.WithoutExplored(LeNet, all, 0.2));
        Assert.False(travelling.IsDense);
        Assert.True(TopologySearch.Explored(travelling, all, 1, 0).IsDense);
    }

    private static (Topology Travelling, int[] Kept) Travelling(double rate, double alpha)
    {
        var kept = LayerDensities.KeptCounts(LeNet, DensityRule.Erk, 1 - rate);
        var left = TopologySearch.WithoutExplored(LeNet, kept, alpha);
        return (TopologySearch.ByMagnitude(LeNet, Initialisation.He(LeNet, 3), left), kept);
    }

    private static float[] Rounded(float[] values) => [.. values.Select(v => MathF.Round(v, 2))];
}
