using FedPrune.Model.Aggregation;
using FedPrune.Model.Contribution;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Contribution;

public sealed class CgsvTests
{
    [Fact]
    public void Is_the_cosine_of_each_update_with_the_reputed_sum_of_their_directions()
    {
        for (int trial = 0; trial < 200; trial++)
        {
            var random = Topologies.Stream(trial);
            var cohort = Cohorts.Any(TinyNetworks.EveryLayer.Layout, random);
            var reputation = Cohorts.Reputation(cohort.Length, random);
            var expected = Naive(cohort, reputation);
            var scores = ContributionScore.Cgsv(cohort, reputation);
            Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 10));
        }
    }

    [Fact]
    public void Scales_of_updates_do_not_matter()
    {
        var random = Topologies.Stream(1);
        var cohort = Cohorts.Any(TinyNetworks.Toy.Layout, random);
        var reputation = Cohorts.Reputation(cohort.Length, random);
        Update[] scaled = [.. cohort.Select((u, i) => u with { Values = u.Values.ToArray().Select(v => v * (1 << i)).ToArray() })];
        Assert.All(
            ContributionScore.Cgsv(cohort, reputation).Zip(ContributionScore.Cgsv(scaled, reputation)),
            pair => Assert.Equal(pair.First, pair.Second, 12));
    }

    [Fact]
    public void Agreement_scores_one_and_an_opponent_minus_one()
    {
        var (one, minus) = (Along(1), Along(-0.1f));
        Assert.All(ContributionScore.Cgsv([one, one, minus], [1, 1, 1]).Zip([1.0, 1, -1]), pair => Assert.Equal(pair.Second, pair.First, 12));
    }

    [Fact]
    public void A_device_of_negative_reputation_is_not_counted_against_the_others()
    {
        var (one, minus) = (Along(1), Along(-1));
        Assert.All(ContributionScore.Cgsv([minus, minus], [-0.5, -0.5]), score => Assert.Equal(1, score, 12));
        Assert.Equal(-1, ContributionScore.Cgsv([one, minus], [1, -5])[1], 12);
    }

    [Fact]
    public void An_update_that_changes_nothing_scores_zero() =>
        Assert.Equal([1.0, 0], ContributionScore.Cgsv([Along(1), Along(0)], [1, 1]).Select(score => Math.Round(score, 12)));

    private static Update Along(float value)
    {
        var topology = Topology.Of(TinyNetworks.Toy.Layout, [0, 13, 15, 21]);
        return new(0, 10, topology, new float[] { value, value, value, value });
    }

    private static double[] Naive(Update[] cohort, double[] reputation)
    {
        double[][] dense = [.. cohort.Select(u => Cohorts.Dense(u).Select(v => (double)v).ToArray())];
        var sum = new double[dense[0].Length];
        for (int i = 0; i < cohort.Length; i++)
        {
            var unit = Cohorts.Unit(dense[i]);
            for (int j = 0; j < sum.Length; j++)
                sum[j] += Math.Max(reputation[i], 1e-3) * unit[j];
        }
        return [.. dense.Select(u => Cohorts.Cosine(u, sum))];
    }
}
