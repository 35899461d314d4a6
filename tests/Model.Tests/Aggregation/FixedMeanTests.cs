using FedPrune.Model.Aggregation;
using FedPrune.Model.Contribution;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Tests.Contribution;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Aggregation;

public sealed class FixedMeanTests
{
    private static readonly ParameterLayout Layout = TinyNetworks.EveryLayer.Layout;

    [Theory]
    [InlineData(AbsentRule.Silent)]
    [InlineData(AbsentRule.Unchanged)]
    [InlineData(AbsentRule.Zero)]
    public void It_is_the_mean_in_double_precision_but_for_its_last_digits(AbsentRule absent)
    {
        for (int trial = 0; trial < 200; trial++)
        {
            var random = Topologies.Stream(trial);
            var cohort = Cohorts.Any(Layout, random);
            var weights = AggregationWeights.BySize([.. cohort.Select(u => u.Samples)]);
            var model = Topologies.Values(Topology.Dense(Layout), random);
            var expected = new float[Layout.Count];
            Aggregator.WeightedMean(cohort, weights, absent, model, expected);
            var found = Written(FixedMean.Of(cohort, weights), absent, model);
            for (int j = 0; j < expected.Length; j++)
                Assert.Equal(expected[j], found[j], tolerance: 1e-6);
        }
    }

    [Fact]
    public void Parts_of_any_kind_in_any_order_add_to_the_same_bits()
    {
        for (int trial = 0; trial < 300; trial++)
        {
            var random = Topologies.Stream(trial);
            var cohort = Cohorts.Any(Layout, random);
            var weights = AggregationWeights.BySize([.. cohort.Select(u => u.Samples)]);
            var model = Topologies.Values(Topology.Dense(Layout), random);
            var whole = FixedMean.Of(cohort, weights);
            var parts = Parts(cohort, weights, random);
            var total = new FixedMean(Topology.Dense(Layout), shared: false);
            foreach (var part in parts)
                total.Add(part);
            foreach (var absent in Enum.GetValues<AbsentRule>())
                Assert.Equal(Bits(Written(whole, absent, model)), Bits(Written(total, absent, model)));
            Assert.True(whole.Holders().SameAs(total.Holders()));
            Assert.Equal(whole.Weight, total.Weight);
        }
    }

    [Fact]
    public void Those_who_hold_a_coordinate_are_named()
    {
        var layout = TinyNetworks.Toy.Layout;
        Update[] cohort = [new(0, 1, Topology.Of(layout, [0, 4]), new float[2]), new(1, 1, Topology.Of(layout, [4, 7]), new float[2])];
        Assert.Equal([0, 4, 7], FixedMean.Of(cohort, [0.5, 0.5]).Holders().Kept.ToArray());
        Assert.Equal([4, 7], FixedMean.Of(cohort, [0, 1]).Holders().Kept.ToArray());
    }

    [Fact]
    public void Means_of_the_largest_numbers_still_fit_and_larger_ones_are_refused()
    {
        var topology = Topology.Of(TinyNetworks.Toy.Layout, [2]);
        Update[] cohort = [.. Enumerable.Range(0, 100).Select(i => new Update(i, 1, topology, new float[] { FixedPoint.Most }))];
        double[] weights = [.. cohort.Select(_ => 0.01)];
        Assert.Equal(FixedPoint.Most, Written(FixedMean.Of(cohort, weights), AbsentRule.Silent, new float[23])[2]);

        cohort[3] = cohort[3] with { Values = new[] { 101 * FixedPoint.Most } };
        Assert.Throws<OverflowException>(() => FixedMean.Of(cohort, weights));
        var refused = Assert.Throws<OverflowException>(() => FixedMean.Of([.. cohort.Take(3)], [1, 0.5, 0.5]));
        Assert.Contains("do not fit a fixed point that holds up to 32767", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_of_the_frame_is_refused()
    {
        var layout = TinyNetworks.Toy.Layout;
        var vector = new FixedVector(Topology.Of(layout, [1, 2]));
        Assert.Throws<ArgumentException>(() => vector.Add(Topology.Of(layout, [1, 3]), [1, 1], 1));
        Assert.Throws<ArgumentException>(() => new FixedVector(vector.Frame, new long[3]));
        Assert.Throws<ArgumentException>(
            () => new FixedMean(vector.Frame, shared: true).Add(FixedMean.Of(new FixedVector(vector.Frame), new FixedVector(vector.Frame), 1)));
    }

    // Each part over one topology where it can be, else over all coordinates; one of them over nobody.
    private static List<FixedMean> Parts(Update[] cohort, double[] weights, RandomStream random)
    {
        var parts = new List<FixedMean> { new(cohort[0].Topology, shared: true) };
        foreach (var group in Enumerable.Range(0, cohort.Length).GroupBy(_ => random.Next(3)))
            parts.Add(FixedMean.Of([.. group.Select(i => cohort[i])], [.. group.Select(i => weights[i])]));
        return [.. parts.OrderBy(_ => random.NextDouble())];
    }

    private static float[] Written(FixedMean mean, AbsentRule absent, float[] model)
    {
        var delta = new float[model.Length];
        delta.AsSpan().Fill(float.NaN); // what is not written shows
        mean.WriteTo(absent, model, delta);
        return delta;
    }

    private static IEnumerable<int> Bits(float[] values) => values.Select(BitConverter.SingleToInt32Bits);
}
