using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Pruning;

public sealed class TopologyTests
{
    private static readonly ParameterLayout Toy = TinyNetworks.Toy.Layout; // 12, 3, 6, 2

    [Theory]
    [InlineData(new[] { 3, 3 }, "3 follows 3")]
    [InlineData(new[] { 5, 4 }, "4 follows 5")]
    [InlineData(new[] { -1, 4 }, "-1 follows -1")]
    [InlineData(new[] { 4, 23 }, "23 follows 4")]
    public void Indices_that_do_not_ascend_within_the_layout_are_refused(int[] kept, string reason)
    {
        var refused = Assert.Throws<ArgumentException>(() => Topology.Of(Toy, kept));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains("0…22", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeping_every_index_is_the_dense_topology()
    {
        var all = Topology.Of(Toy, [.. Enumerable.Range(0, 23)]);
        Assert.True(all.IsDense && all.SameAs(Topology.Dense(Toy)) && Topology.Dense(Toy).SameAs(all));
        Assert.Equal((23, 1.0), (all.Count, all.Density));
        Assert.Throws<InvalidOperationException>(() => all.Kept.Length);
    }

    [Fact]
    public void Blocks_know_what_of_them_is_kept()
    {
        var topology = Topology.Of(Toy, [0, 5, 11, 12, 13, 14, 21, 22]);
        Assert.Equal([3, 3, 0, 2], Enumerable.Range(0, 4).Select(topology.KeptIn));
        Assert.Equal([0..3, 3..6, 6..6, 6..8], Enumerable.Range(0, 4).Select(b => topology.CompactRange(b)));
        Assert.Equal(1..4, topology.CompactRange(1, 13));
        Assert.Equal(2..6, topology.CompactRange(6, 15));
        Assert.Equal(8..8, topology.CompactRange(23, 23));
        Assert.Equal(0..8, topology.CompactRange(0, 23));
        Assert.Equal(12..15, Topology.Dense(Toy).CompactRange(1));
        Assert.Equal(7..20, Topology.Dense(Toy).CompactRange(7, 20));
    }

    [Fact]
    public void Compact_numbers_go_to_their_places_and_come_back()
    {
        for (int trial = 0; trial < 100; trial++)
        {
            var random = Topologies.Stream(trial);
            var topology = Topologies.Any(random);
            var mask = Mask(topology);
            var compact = Topologies.Values(topology, random);
            var before = Topologies.Values(Topology.Dense(topology.Layout), random);

            var scattered = before.ToArray();
            topology.Scatter(compact, scattered);
            var expanded = before.ToArray();
            topology.Expand(compact, expanded);
            var summed = before.Select(x => (double)x).ToArray();
            topology.AccumulateInto(summed, compact, 0.25);

            var k = 0;
            float[] values = [.. mask.Select(kept => kept ? compact[k++] : 0)];
            Assert.Equal(compact, topology.Gather(scattered));
            Assert.Equal(mask.Select((kept, j) => kept ? values[j] : before[j]), scattered);
            Assert.Equal(values, expanded);
            Assert.Equal(before.Zip(values, (b, v) => b + (0.25 * v)), summed);
        }
    }

    [Fact]
    public void Common_indices_and_sameness_are_those_of_the_sets()
    {
        for (int trial = 0; trial < 100; trial++)
        {
            var random = Topologies.Stream(trial);
            var layout = Topologies.AnyLayout(random);
            var (a, b) = (Topologies.Any(layout, random), trial % 3 == 0 ? Topology.Dense(layout) : Topologies.Any(layout, random));
            var (maskA, maskB) = (Mask(a), Mask(b));
            Assert.Equal(maskA.Zip(maskB).Count(pair => pair.First && pair.Second), a.CommonWith(b));
            Assert.Equal(a.CommonWith(b), b.CommonWith(a));
            Assert.Equal(maskA.SequenceEqual(maskB), a.SameAs(b));
            Assert.True(a.SameAs(Topology.Of(layout, Indices(a))));
        }
    }

    [Fact]
    public void Vectors_of_the_wrong_length_are_refused()
    {
        var topology = Topology.Of(Toy, [1, 2]);
        Assert.Throws<ArgumentException>(() => topology.Gather(new float[22]));
        Assert.Throws<ArgumentException>(() => topology.Scatter(new float[3], new float[23]));
        Assert.Throws<ArgumentException>(() => topology.AccumulateInto(new double[23], new float[1], 1));
        Assert.Throws<ArgumentException>(() => Topology.Dense(Toy).Expand(new float[23], new float[24]));
    }

    private static int[] Indices(Topology topology) =>
        topology.IsDense ? [.. Enumerable.Range(0, topology.Count)] : topology.Kept.ToArray();

    private static bool[] Mask(Topology topology)
    {
        var mask = new bool[topology.Layout.Count];
        foreach (var index in Indices(topology))
            mask[index] = true;
        return mask;
    }
}
