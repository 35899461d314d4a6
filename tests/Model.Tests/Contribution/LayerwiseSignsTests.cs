using FedPrune.Model.Aggregation;
using FedPrune.Model.Contribution;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Contribution;

public sealed class LayerwiseSignsTests
{
    [Fact]
    public void Is_the_mean_over_layers_of_the_cosine_with_all_others()
    {
        for (int trial = 0; trial < 100; trial++)
        {
            var random = Topologies.Stream(trial);
            var cohort = Cohorts.Any(trial % 2 == 0 ? TinyNetworks.EveryLayer.Layout : TinyNetworks.Toy.Layout, random);
            var reputation = Cohorts.Reputation(cohort.Length, random);
            var expected = Naive(cohort, reputation);
            var scores = ContributionScore.LayerwiseSigns(cohort, reputation);
            Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-6));
        }
    }

    [Fact]
    public void Random_signs_score_below_those_that_agree()
    {
        var layout = NetworkCatalogue.Create("lenet5", new ImageShape(1, 28, 28), 10).Layout;
        for (int trial = 0; trial < 5; trial++)
        {
            var random = Topologies.Stream(trial);
            var topology = Topologies.Uniform(layout, 0.1, random);
            var common = Topologies.Values(topology, random);
            Update[] cohort = [.. Enumerable.Range(0, 10).Select(i => new Update(i, 100, topology, Noisy(common, i < 4 ? 1 : 0.3, random)))];
            var scores = ContributionScore.LayerwiseSigns(cohort, Enumerable.Repeat(1.0, 10).ToArray());
            Assert.True(scores[..4].Max() < 0.5 * scores[4..].Min(), string.Join(' ', scores));
        }
    }

    [Fact]
    public void Only_signs_matter()
    {
        var random = Topologies.Stream(2);
        var cohort = Cohorts.Any(TinyNetworks.Toy.Layout, random);
        var reputation = Cohorts.Reputation(cohort.Length, random);
        Update[] distorted = [.. cohort.Select(u => u with { Values = u.Values.ToArray().Select(v => v * v * v * 7).ToArray() })];
        Assert.Equal(ContributionScore.LayerwiseSigns(cohort, reputation), ContributionScore.LayerwiseSigns(distorted, reputation));
    }

    [Fact]
    public void A_device_does_not_vouch_for_itself()
    {
        var topology = Topology.Dense(TinyNetworks.Toy.Layout);
        float[] up = [.. Enumerable.Repeat(1f, 23)], down = [.. Enumerable.Repeat(-1f, 23)];
        // The first holds nearly all samples; with itself in the sum it would score 1.
        Update[] cohort = [new(0, 10_000, topology, up), new(1, 1, topology, down), new(2, 1, topology, down)];
        var scores = ContributionScore.LayerwiseSigns(cohort, [1, 1, 1]);
        Assert.All(scores.Zip([-1.0, -1, -1]), pair => Assert.Equal(pair.Second, pair.First, 6));
    }

    [Fact]
    public void A_device_alone_and_devices_that_change_nothing_score_zero()
    {
        var topology = Topology.Dense(TinyNetworks.Toy.Layout);
        Assert.Equal([0.0], ContributionScore.LayerwiseSigns([new(0, 7, topology, Topologies.Values(topology, Topologies.Stream(1)))], [0.3]));
        Assert.Equal([0.0, 0], ContributionScore.LayerwiseSigns([new(0, 7, topology, new float[23]), new(1, 7, topology, new float[23])], [1, 1]));
    }

    private static float[] Noisy(float[] common, double share, RandomStream random) =>
        [.. common.Select(v => random.NextDouble() < share ? (float)random.NextNormal() : v)];

    private static double[] Naive(Update[] cohort, double[] reputation)
    {
        var layout = cohort[0].Topology.Layout;
        var scores = new double[cohort.Length];
        for (int i = 0; i < cohort.Length; i++)
            for (int layer = 0; layer < layout.Layers; layer++)
            {
                var own = Direction(cohort[i], layer);
                var others = new double[own.Length];
                for (int j = 0; j < cohort.Length; j++)
                {
                    var z = Direction(cohort[j], layer);
                    for (int k = 0; k < others.Length && j != i; k++)
                        others[k] += cohort[j].Samples * Math.Max(reputation[j], 1e-3) * z[k];
                }
                scores[i] += Cohorts.Cosine(own, others) / layout.Layers;
            }
        return scores;
    }

    private static double[] Direction(Update update, int layer)
    {
        var dense = Cohorts.Dense(update);
        return Cohorts.Unit(update.Topology.Layout.Blocks.Where(b => b.Layer == layer)
            .SelectMany(b => dense[b.Offset..b.End]).Select(v => (double)Math.Sign(v)));
    }
}
