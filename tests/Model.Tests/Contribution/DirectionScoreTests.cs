using FedPrune.Model.Aggregation;
using FedPrune.Model.Contribution;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Contribution;

public sealed class DirectionScoreTests
{
    private static readonly ParameterLayout Layout = TinyNetworks.EveryLayer.Layout;

    public static TheoryData<ContributionRule> Rules => [ContributionRule.Cgsv, ContributionRule.LayerwiseSigns];

    [Theory]
    [MemberData(nameof(Rules))]
    public void They_are_the_scores_in_double_precision_but_for_their_last_digits(ContributionRule rule)
    {
        for (int trial = 0; trial < 200; trial++)
        {
            var random = Topologies.Stream(trial);
            var cohort = Cohorts.Any(Layout, random);
            var reputation = Cohorts.Reputation(cohort.Length, random);
            var expected = rule == ContributionRule.Cgsv
                ? ContributionScore.Cgsv(cohort, reputation)
                : ContributionScore.LayerwiseSigns(cohort, reputation);
            var shares = Shares(rule, cohort, reputation);
            Assert.Equal(1, shares.Sum(), 12);
            foreach (var (score, exact) in DirectionScore.Of(DirectionScore.Direction(rule, cohort, shares), rule, cohort, shares).Zip(expected))
                Assert.Equal(exact, score, tolerance: 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Groups_in_any_order_and_frames_come_to_the_same_bits(ContributionRule rule)
    {
        for (int trial = 0; trial < 300; trial++)
        {
            var random = Topologies.Stream(trial);
            var cohort = Cohorts.Any(Layout, random);
            var shares = Shares(rule, cohort, Cohorts.Reputation(cohort.Length, random));
            var whole = DirectionScore.Direction(rule, cohort, shares);
            var scores = DirectionScore.Of(whole, rule, cohort, shares);

            int[][] groups = [.. Enumerable.Range(0, cohort.Length).GroupBy(_ => random.Next(3)).Select(group => group.ToArray())];
            var total = new FixedVector(Topology.Dense(Layout));
            foreach (var group in groups)
                total.Add(DirectionScore.Direction(rule, [.. group.Select(i => cohort[i])], [.. group.Select(i => shares[i])]));
            foreach (var group in groups)
            {
                var own = DirectionScore.Of(total, rule, [.. group.Select(i => cohort[i])], [.. group.Select(i => shares[i])]);
                Assert.Equal(group.Select(i => scores[i]), own);
            }
        }
    }

    private static double[] Shares(ContributionRule rule, Update[] cohort, double[] reputation) =>
        DirectionScore.Shares(rule, [.. cohort.Select(u => u.Samples)], reputation);
}
