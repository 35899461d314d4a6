using FedPrune.Model.Algorithms;
using FedPrune.Model.Contribution;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Tests.Algorithms;

public sealed class RoundPlanTests
{
    private static readonly ParameterLayout LeNet = NetworkCatalogue.Create("lenet5", new ImageShape(1, 28, 28), 10).Layout;
    private static readonly FederatedAlgorithm Algorithm = AlgorithmCatalogue.FedPrune(0.9, 40);
    private static readonly GlobalModel Model = new(Initialisation.He(LeNet, 77), new float[LeNet.Count], Reputations.None);

    [Fact]
    public void An_exploring_round_sends_the_largest_weights_and_a_random_tenth_beyond_them()
    {
        var plan = Plan(Algorithm, 0); // α = α₀ = 0.1
        var kept = LayerDensities.KeptCounts(LeNet, DensityRule.Erk, 1 - 0.9);
        for (int b = 0; b < kept.Length; b++)
        {
            var travelling = kept[b] - (LeNet.Blocks[b].Prunable ? (int)(0.1 * kept[b]) : 0);
            Assert.Equal((kept[b], kept[b], travelling), (plan.Pruned.KeptIn(b), plan.Sent.KeptIn(b), plan.Travelling.KeptIn(b)));
        }
        Assert.Equal(plan.Travelling.Count, plan.Travelling.CommonWith(plan.Pruned));
        Assert.Equal(plan.Travelling.Count, plan.Travelling.CommonWith(plan.Sent));
        Assert.True(plan.Sent.SameAs(TopologySearch.Explored(plan.Travelling, kept, 1, 0)));
    }

    [Fact]
    public void A_round_that_does_not_explore_sends_the_pruned_model()
    {
        foreach (var round in (int[])[1, 2, 4, 30, 33, 39])
        {
            var plan = Plan(Algorithm, round);
            Assert.Same(plan.Pruned, plan.Sent);
            Assert.Same(plan.Pruned, plan.Travelling);
        }
    }

    [Fact]
    public void What_is_sent_starts_from_the_dense_models_values()
    {
        var plan = Plan(Algorithm, 0);
        Assert.Equal(plan.Sent.Kept.ToArray().Select(j => Model.Weights.Span[j]), plan.Values.ToArray());
    }

    [Fact]
    public void The_topology_follows_the_weights_only_if_it_is_dynamic()
    {
        var moved = RoundPlan.PrunedTopology(Algorithm, LeNet, Model.Weights.Span, 1);
        var stayed = RoundPlan.PrunedTopology(Algorithm with { DynamicTopology = false }, LeNet, Model.Weights.Span, 1);
        var kept = LayerDensities.KeptCounts(LeNet, DensityRule.Erk, 1 - 0.9);
        Assert.True(moved.SameAs(TopologySearch.ByMagnitude(LeNet, Model.Weights.Span, kept)));
        Assert.True(stayed.SameAs(TopologySearch.ByMagnitude(LeNet, Initialisation.He(LeNet, 1), kept)));
        Assert.False(moved.SameAs(stayed));
        Assert.Same(stayed, RoundPlan.For(Algorithm with { DynamicTopology = false }, Model, stayed, 1, 0).Sent);
    }

    [Fact]
    public void Without_pruning_every_round_is_dense()
    {
        var dense = AlgorithmCatalogue.FedPrune(0, 40);
        Assert.All(Enumerable.Range(0, 6), round => Assert.True(Plan(dense, round).Sent.IsDense));
        Assert.All(Enumerable.Range(0, 6), round => Assert.Equal(Model.Weights.ToArray(), Plan(dense, round).Values.ToArray()));
    }

    [Fact]
    public void A_run_starts_from_the_initial_weights_pruned_or_whole()
    {
        var he = Initialisation.He(LeNet, 1);
        var pruned = GlobalModel.Initial(Algorithm, LeNet, 1).Weights.ToArray();
        var topology = RoundPlan.PrunedTopology(Algorithm, LeNet, he, 1);
        var expected = new float[he.Length];
        topology.Expand(topology.Gather(he), expected);
        Assert.Equal(expected, pruned);
        Assert.Equal(he, GlobalModel.Initial(Algorithm with { PrunedStart = false }, LeNet, 1).Weights.ToArray());
        Assert.Equal(he, GlobalModel.Initial(AlgorithmCatalogue.FedAvg, LeNet, 1).Weights.ToArray());
    }

    private static RoundPlan Plan(FederatedAlgorithm algorithm, int round) =>
        RoundPlan.For(algorithm, Model, RoundPlan.PrunedTopology(algorithm, LeNet, Model.Weights.Span, 1), 1, round);
}
