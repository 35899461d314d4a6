using FedPrune.Model.Masks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Masks;

/// <summary>On the toy network: weights 0–11, biases 12–14, weights 15–20, biases 21–22.</summary>
public sealed class MaskMovesTests
{
    private static readonly Model.Networks.ParameterLayout Toy = TinyNetworks.Toy.Layout;
    private static readonly Topology Some = Topology.Of(Toy, [0, 2, 5, 7, 12, 13, 14, 16, 19, 21, 22]);

    [Fact]
    public void As_many_move_as_the_share_says_and_there_is_room_for()
    {
        Assert.Equal([2, 0, 1, 0], MaskMoves.Counts(Some, 0.5));
        Assert.Equal([0, 0, 0, 0], MaskMoves.Counts(Topology.Dense(Toy), 0.5));
        Assert.Equal([1, 0, 1, 0], MaskMoves.Counts(Topology.Of(Toy, [.. Enumerable.Range(0, 23).Where(j => j is not (3 or 18))]), 0.5));
    }

    [Fact]
    public void The_smallest_of_each_block_are_dropped()
    {
        float[] values = [-3, 1, 2, -0.5f, 9, 9, 9, 4, -5, 9, 9];
        var left = MaskMoves.Drop(Some, values, [2, 0, 1, 0]);
        Assert.Equal([0, 5, 12, 13, 14, 19, 21, 22], left.Kept.ToArray());
        Assert.Equal([1, 3, 7], MaskMoves.Smallest(Some, values, [2, 0, 1, 0]));
    }

    [Fact]
    public void What_is_grown_was_not_kept_and_scores_highest()
    {
        float[] scores = [.. Enumerable.Range(0, 23).Select(j => j % 2 == 0 ? j : -j)];
        Assert.Equal([10, 11, 20], MaskMoves.Outside(Some, scores, [2, 0, 1, 0]).Kept.ToArray());
    }

    [Fact]
    public void Dropping_and_growing_keeps_each_blocks_count()
    {
        for (int trial = 0; trial < 50; trial++)
        {
            var random = Topologies.Stream(trial);
            var layout = TinyNetworks.EveryLayer.Layout;
            var topology = Topologies.Uniform(layout, 0.4, random);
            var counts = MaskMoves.Counts(topology, 0.3);
            var left = MaskMoves.Drop(topology, Topologies.Values(topology, random), counts);
            var moved = MaskMoves.Union(left, MaskMoves.Outside(topology, Topologies.Values(Topology.Dense(layout), random), counts));
            Assert.All(Enumerable.Range(0, counts.Length), b => Assert.Equal(topology.KeptIn(b), moved.KeptIn(b)));
            Assert.Equal(topology.Count - counts.Sum(), moved.CommonWith(topology));
        }
    }

    [Fact]
    public void The_globally_largest_are_those_of_a_full_sort_and_no_block_is_left_empty()
    {
        var random = Topologies.Stream(3);
        var layout = TinyNetworks.EveryLayer.Layout;
        var scores = Topologies.Values(Topology.Dense(layout), random);
        var kept = MaskMoves.GloballyLargest(layout, scores, 0.3);
        int[] prunable = [.. layout.Blocks.Where(b => b.Prunable).SelectMany(b => Enumerable.Range(b.Offset, b.Count))];
        int[] expected = [.. prunable.OrderByDescending(j => Math.Abs(scores[j])).Take((int)(0.3 * prunable.Length)).Order()];
        Assert.Equal(expected, kept.Kept.ToArray().Intersect(prunable));
        Assert.All(layout.Blocks.Index(), entry => Assert.True(entry.Item.Prunable || kept.KeptIn(entry.Index) == entry.Item.Count));

        var lopsided = scores.Select((s, j) => j < layout.Blocks[0].End ? s : 1e-9f).ToArray();
        var sparse = MaskMoves.GloballyLargest(layout, lopsided, 0.01);
        Assert.All(Enumerable.Range(0, layout.Blocks.Length), b => Assert.True(sparse.KeptIn(b) > 0));
    }

    [Fact]
    public void The_union_keeps_what_either_keeps()
    {
        for (int trial = 0; trial < 50; trial++)
        {
            var random = Topologies.Stream(trial);
            var layout = TinyNetworks.EveryLayer.Layout;
            Topology a = Topologies.Uniform(layout, 0.3, random), b = Topologies.Uniform(layout, 0.5, random);
            Assert.Equal(a.Kept.ToArray().Union(b.Kept.ToArray()).Order(), MaskMoves.Union(a, b).Kept.ToArray());
            Assert.True(MaskMoves.Union(a, Topology.Dense(layout)).IsDense);
        }
    }

    [Fact]
    public void What_is_not_zero_or_may_not_be_pruned_is_kept()
    {
        var values = new float[23];
        values[3] = -1;
        values[20] = 2;
        Assert.Equal([3, 12, 13, 14, 20, 21, 22], MaskMoves.NonZero(Toy, values).Kept.ToArray());
    }
}
