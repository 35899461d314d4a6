using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Contribution;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Aggregation;

public sealed class NextModelTests
{
    private static readonly FederatedAlgorithm Algorithm =
        AlgorithmCatalogue.FedPrune(0.5, 30) with { Densities = DensityRule.Uniform };

    [Fact]
    public void Adds_the_averaged_update_everywhere_and_fades_only_outside_the_servers_topology()
    {
        var (model, plan, updates, weighing) = Round();
        var next = NextModel.After(Algorithm, model, plan, updates, weighing);
        var delta = new float[23];
        Aggregator.WeightedMean(updates, [.. weighing.Weights], delta);
        for (int j = 0; j < 23; j++)
        {
            var velocity = (0.5f * model.Velocity.Span[j]) + (0.5f * delta[j]);
            var kept = plan.Pruned.Kept.BinarySearch(j) >= 0;
            Assert.Equal(velocity, next.Velocity.Span[j]);
            Assert.Equal((model.Weights.Span[j] + velocity) * (kept ? 1 : 0.9f), next.Weights.Span[j]);
        }
        Assert.Same(weighing.Reputations, next.Reputations);
    }

    [Fact]
    public void Leaves_the_model_before_as_it_was()
    {
        var (model, plan, updates, weighing) = Round();
        var (weights, velocity) = (model.Weights.ToArray(), model.Velocity.ToArray());
        NextModel.After(Algorithm, model, plan, updates, weighing);
        Assert.Equal(weights, model.Weights.ToArray());
        Assert.Equal(velocity, model.Velocity.ToArray());
    }

    [Fact]
    public void Explored_weights_enter_the_dense_model()
    {
        var (model, plan, updates, weighing) = Round();
        int[] explored = [.. plan.Sent.Kept.ToArray().Except(plan.Pruned.Kept.ToArray())];
        Assert.NotEmpty(explored);
        var still = model with { Velocity = new float[23] };
        var next = NextModel.After(Algorithm, still, plan, updates, weighing);
        Assert.All(explored, j => Assert.NotEqual(0.9f * still.Weights.Span[j], next.Weights.Span[j]));
    }

    private static (GlobalModel Model, RoundPlan Plan, Update[] Updates, Weighing Weighing) Round()
    {
        var layout = TinyNetworks.Toy.Layout;
        var random = Topologies.Stream(6);
        var dense = Topology.Dense(layout);
        var model = new GlobalModel(Topologies.Values(dense, random), Topologies.Values(dense, random), Reputations.None);
        var exploring = Algorithm with { Readjustment = new Readjustment(0.5, 30, 1) };
        var pruned = RoundPlan.PrunedTopology(exploring, layout, model.Weights.Span, 1);
        var plan = RoundPlan.For(exploring, model, pruned, 1, 0);
        Update[] updates = [.. Enumerable.Range(0, 3).Select(i => new Update(i, 10 * (i + 1), plan.Sent, Topologies.Values(plan.Sent, random)))];
        return (model, plan, updates, Weighing.Of(exploring, updates, model.Reputations, 0, 30));
    }
}
