using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Masks;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Algorithms;

/// <summary>Rounds whose sums are in fixed point.</summary>
public sealed class FixedPointRunTests
{
    private static readonly ParameterLayout Layout = TinyNetworks.EveryLayer.Layout;

    [Fact]
    public void A_round_comes_to_the_model_of_double_precision_but_for_its_last_digits()
    {
        for (int trial = 0; trial < 50; trial++)
        {
            var algorithm = AlgorithmCatalogue.FedPrune(0.5, 30);
            var model = GlobalModel.Initial(algorithm, Layout, seed: 3);
            var (plan, updates) = Round(algorithm, model, trial);
            var (plain, fixedPoint) = (Next(algorithm, model, plan, updates), Next(algorithm with { Sums = SumRule.FixedPoint }, model, plan, updates));
            foreach (var (a, b) in plain.Weights.ToArray().Zip(fixedPoint.Weights.ToArray()))
                Assert.Equal(a, b, tolerance: 1e-5);
            foreach (var (device, r) in plain.Reputations.Known)
                Assert.Equal(r, fixedPoint.Reputations.Known[device], tolerance: 1e-9);
        }
    }

    [Fact]
    public void Sums_that_others_have_taken_stand_for_the_updates_values()
    {
        foreach (var algorithm in (FederatedAlgorithm[])
            [
                AlgorithmCatalogue.FedPrune(0.5, 30), AlgorithmCatalogue.FedAvg,
                AlgorithmCatalogue.Moving("feddst", 0.5, DensityRule.Erk, new DeviceMoves(new Readjustment(0.1, 30, 1))),
            ])
        {
            var summing = algorithm with { Sums = SumRule.FixedPoint };
            var model = GlobalModel.Initial(summing, Layout, seed: 3);
            var (plan, updates) = Round(summing, model, 1);
            if (algorithm.Masks is not null)
                updates[1] = Moved(updates[1], plan.Pruned);
            var weighing = Weighing.Of(summing, updates, model.Reputations, 0, 30);
            Update[] bare = [.. updates.Select(u => u with { Values = default, Topology = plan.Sent })];
            var sums = FixedMean.Of(updates, [.. weighing.Weights]);
            var expected = NextModel.After(summing, model, plan, updates, weighing);
            var found = NextModel.After(summing, model, plan, bare, Weighing.Of(summing, bare, weighing.Scores, model.Reputations, 0, 30), sums);
            Assert.Equal(expected.Weights.ToArray(), found.Weights.ToArray());
            Assert.Equal(expected.Reputations.Known, found.Reputations.Known);
            Assert.Equal(expected.Kept?.AsEnumerable(), found.Kept?.AsEnumerable());
        }
    }

    [Fact]
    public void Updates_are_needed_whole_where_more_is_made_of_them_than_sums()
    {
        FederatedAlgorithm[] whole =
        [
            AlgorithmCatalogue.Median, AlgorithmCatalogue.Trimmed(0.2), AlgorithmCatalogue.Krum(0.3, multi: true), AlgorithmCatalogue.Scaffold(9),
            AlgorithmCatalogue.TopK(0.1), AlgorithmCatalogue.FedNoRo(0.1, 0.8, 0.8),
            AlgorithmCatalogue.Moving("fedrts", 0.5, DensityRule.Erk, new ThompsonSampling(Readjustment.None, 0.5, 10)),
        ];
        FederatedAlgorithm[] sums =
        [
            AlgorithmCatalogue.FedAvg, AlgorithmCatalogue.FedPaq, AlgorithmCatalogue.FedAdam(0.01, 0.9, 0.99, 1e-3), AlgorithmCatalogue.Cgsv(0.9, 1),
            AlgorithmCatalogue.HeteroFl(1, 0.5), AlgorithmCatalogue.FedMp(0.5, 0.9), AlgorithmCatalogue.SparsyFed(0.5, 1.2),
            AlgorithmCatalogue.FedPrune(0.5, 9), AlgorithmCatalogue.Snip(0.5),
        ];
        Assert.All(whole, algorithm => Assert.False(Suffice(algorithm with { Sums = SumRule.FixedPoint })));
        Assert.All(sums, algorithm => Assert.True(Suffice(algorithm with { Sums = SumRule.FixedPoint })));
        Assert.All(sums, algorithm => Assert.False(Suffice(algorithm)));
    }

    [Fact]
    public void Rounds_in_which_devices_report_need_their_updates_whole()
    {
        var growing = AlgorithmCatalogue.Moving("fedtiny", 0.5, DensityRule.Erk, new TopGradientGrowth(new Readjustment(0.3, 30, 2), 1))
            with { Sums = SumRule.FixedPoint };
        Assert.Equal([false, true, false, true], Enumerable.Range(0, 4).Select(round => Suffice(growing, round)));
    }

    private static bool Suffice(FederatedAlgorithm algorithm, int round = 0) =>
        algorithm.NeedsSumsOnly(PlanOf(algorithm, GlobalModel.Initial(algorithm, Layout, seed: 3), round));

    private static RoundPlan PlanOf(FederatedAlgorithm algorithm, GlobalModel model, int round) =>
        RoundPlan.For(algorithm, model, RoundPlan.PrunedTopology(algorithm, Layout, model, 3), 3, round);

    private static (RoundPlan Plan, Update[] Updates) Round(FederatedAlgorithm algorithm, GlobalModel model, int trial)
    {
        var random = Topologies.Stream(trial);
        var plan = PlanOf(algorithm, model, 0);
        return (plan, [.. Enumerable.Range(0, 6).Select(i => new Update(i, random.Next(1, 99), plan.Sent, Topologies.Values(plan.Sent, random)))]);
    }

    private static GlobalModel Next(FederatedAlgorithm algorithm, GlobalModel model, RoundPlan plan, Update[] updates) =>
        NextModel.After(algorithm, model, plan, updates, Weighing.Of(algorithm, updates, model.Reputations, 0, 30));

    private static Update Moved(Update update, Topology kept)
    {
        var counts = MaskMoves.Counts(kept, 0.1);
        var left = MaskMoves.Drop(kept, update.Values.Span, counts);
        var scores = Topologies.Values(Topology.Dense(kept.Layout), Topologies.Stream(7));
        var moved = MaskMoves.Union(left, MaskMoves.Outside(kept, scores, counts));
        return update with { Topology = moved, Values = Topologies.Values(moved, Topologies.Stream(8)) };
    }
}
