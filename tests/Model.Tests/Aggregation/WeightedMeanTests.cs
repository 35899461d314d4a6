using FedPrune.Model.Aggregation;
using FedPrune.Model.Contribution;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Contribution;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Aggregation;

public sealed class WeightedMeanTests
{
    [Fact]
    public void Each_coordinate_is_the_weighted_mean_of_those_that_hold_it()
    {
        for (int trial = 0; trial < 200; trial++)
        {
            var random = Topologies.Stream(trial);
            var layout = TinyNetworks.EveryLayer.Layout;
            var cohort = Cohorts.Any(layout, random);
            var weights = AggregationWeights.BySize([.. cohort.Select(u => u.Samples)]);
            var delta = Mean(cohort, weights);
            var dense = cohort.Select(Cohorts.Dense).ToArray();
            for (int j = 0; j < layout.Count; j++)
            {
                int[] holders = [.. Enumerable.Range(0, cohort.Length).Where(i => Holds(cohort[i].Topology, j))];
                var expected = holders.Sum(i => weights[i] * dense[i][j]) / Math.Max(holders.Sum(i => weights[i]), 1e-300);
                Assert.Equal(expected, delta[j], tolerance: 1e-6);
                Assert.True(holders.Length > 0 || delta[j] == 0);
            }
        }
    }

    [Fact]
    public void One_holder_alone_decides_whatever_its_weight()
    {
        var layout = TinyNetworks.Toy.Layout;
        Update[] cohort =
        [
            new(0, 1, Topology.Of(layout, [0, 1]), new float[] { 3, 5 }),
            new(1, 1, Topology.Of(layout, [1, 2]), new float[] { 9, 7 }),
        ];
        Assert.Equal([3, (0.25f * 5) + (0.75f * 9), 7, 0], Mean(cohort, [0.25, 0.75])[..4]);
    }

    [Fact]
    public void One_topology_for_all_gives_the_bits_of_the_general_way()
    {
        var pieces = NetworkCatalogue.Create("lenet5", new ImageShape(1, 28, 28), 10).Layout;
        Assert.True(pieces.Count > 3 * Accumulation.Piece);
        for (int trial = 0; trial < 100; trial++)
        {
            var random = Topologies.Stream(trial);
            var layout = trial < 12 ? pieces : TinyNetworks.EveryLayer.Layout;
            var shared = trial % 3 == 0 ? Topology.Dense(layout) : Topologies.Uniform(layout, 0.5, random);
            Update[] cohort = [.. Enumerable.Range(0, 1 + (trial % 18)).Select(i => new Update(i, random.Next(1, 99), shared, Topologies.Values(shared, random)))];
            Update[] copies = [.. cohort.Select(u => u with { Topology = Copy(shared) })];
            var weights = AggregationWeights.BySize([.. cohort.Select(u => u.Samples)]);
            Assert.Equal(Mean(cohort, weights), Mean(copies, weights));
        }
    }

    [Fact]
    public void Nobodys_mean_is_zero()
    {
        float[] delta = [1, 2, 3];
        Aggregator.WeightedMean([], [], delta);
        Assert.Equal([0f, 0, 0], delta);
    }

    [Fact]
    public void An_update_of_weight_zero_does_not_count()
    {
        var topology = Topology.Of(TinyNetworks.Toy.Layout, [2]);
        Update[] cohort = [new(0, 1, topology, new float[] { 100 }), new(1, 1, topology, new float[] { 2 })];
        Assert.Equal(2, Mean(cohort, [0, 1])[2]);
        Assert.Equal(0, Mean(cohort, [0, 0])[2]);
        Update[] dense = [.. cohort.Select(Cohorts.Dense).Select((values, i) => new Update(i, 1, Topology.Dense(TinyNetworks.Toy.Layout), values))];
        Assert.All(Mean(dense, [0, 0]), number => Assert.Equal(0, number));
    }

    private static float[] Mean(Update[] cohort, double[] weights)
    {
        var delta = new float[cohort[0].Topology.Layout.Count];
        delta.AsSpan().Fill(float.NaN); // what is not written shows
        Aggregator.WeightedMean(cohort, weights, delta);
        return delta;
    }

    private static bool Holds(Topology topology, int index) => topology.IsDense || topology.Kept.BinarySearch(index) >= 0;

    private static Topology Copy(Topology topology) =>
        topology.IsDense ? Topology.Dense(topology.Layout) : Topology.Of(topology.Layout, topology.Kept.ToArray());
}
