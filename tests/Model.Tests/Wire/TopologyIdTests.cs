using FedPrune.Model.Pruning;
using FedPrune.Model.Wire;

namespace FedPrune.Model.Tests.Wire;

public sealed class TopologyIdTests
{
    [Fact]
    public void The_id_depends_on_what_is_kept_and_on_nothing_else()
    {
        for (int trial = 0; trial < 200; trial++)
        {
            var topology = Topologies.Any(Topologies.Stream(trial));
            int[] kept = topology.IsDense ? [.. Enumerable.Range(0, topology.Count)] : topology.Kept.ToArray();
            Assert.Equal(TopologyId.Of(topology), TopologyId.Of(Topology.Of(Topologies.Layout(topology.Layout.Count), kept)));
        }
    }

    [Fact]
    public void Topologies_that_differ_in_one_place_or_in_their_network_have_other_ids()
    {
        var ids = new HashSet<ulong>();
        var topologies = 0;
        for (int count = 1; count <= 40; count++)
        {
            var layout = Topologies.Layout(count);
            Assert.True(ids.Add(TopologyId.Of(Topology.Dense(layout))));
            Assert.True(ids.Add(TopologyId.Of(Topology.Of(layout, []))));
            topologies += 2;
            for (int without = 0; without < count && count > 1; without++, topologies++)
                Assert.True(ids.Add(TopologyId.Of(Topology.Of(layout, [.. Enumerable.Range(0, count).Where(i => i != without)]))));
        }
        Assert.Equal(topologies, ids.Count);
    }

    /// <summary>Ids travel between versions: they never change. The numbers are from a second implementation of XXH64.</summary>
    [Theory]
    [InlineData(10, 0, 1, 0x19B29850548DC830)]
    [InlineData(10, 1, 1, 0x35659AA7B07FF476)]
    [InlineData(10, 2, 3, 0x8A6BE5EF61696314)]
    [InlineData(10, 7, 1, 0x8DCF9AFA30DC6E39)]
    [InlineData(100, 8, 2, 0xCD422B670A2D21E6)]
    [InlineData(100, 9, 2, 0xE190D9E21453D50E)]
    [InlineData(1000, 333, 3, 0x9DE83B2B0FF55C32)]
    [InlineData(10, 10, 1, 0xAB88C0B925B96588)]
    public void The_id_is_the_xxh64_of_the_kept_indices(int count, int kept, int step, ulong id)
    {
        var topology = Topology.Of(Topologies.Layout(count), [.. Enumerable.Range(0, kept).Select(i => i * step)]);
        Assert.Equal(id, TopologyId.Of(topology));
    }
}
