using FedPrune.Actors.Server;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Contribution;

namespace FedPrune.Actors.Tests.Server;

public sealed class AggregatorActorTests : ActorTest
{
    [Fact]
    public void Adds_the_weighted_mean_to_the_model()
    {
        var aggregated = Aggregate(weight: 1, 0.25f, 0.5f);
        Assert.True(aggregated.Finite);
        // 1 + 0.25 · 0.25 + 0.75 · 0.5
        Assert.All(aggregated.Model.Weights.ToArray(), w => Assert.Equal(1.4375f, w));
    }

    [Fact]
    public void Leaves_the_model_before_as_it_was()
    {
        var before = Tiny.StateOf(Tiny.Experiment, 1).Model;
        Aggregate(before, 0.25f, 0.5f);
        Assert.All(before.Weights.ToArray(), w => Assert.Equal(1, w));
    }

    [Fact]
    public void Says_so_when_the_model_is_no_longer_finite() =>
        Assert.False(Aggregate(weight: 3e38f, 3e38f, 3e38f).Finite);

    private AggregatorActor.Aggregated Aggregate(float weight, params ReadOnlySpan<float> values) =>
        Aggregate(Tiny.StateOf(Tiny.Experiment, weight).Model, values);

    private AggregatorActor.Aggregated Aggregate(GlobalModel model, params ReadOnlySpan<float> values)
    {
        var experiment = Tiny.Experiment with { Algorithm = AlgorithmCatalogue.FedAvg };
        var order = Tiny.Order(experiment, 0, 1);
        var weighing = new Weighing([], [0.25, 0.75], Reputations.None);
        Sys.ActorOf(AggregatorActor.Props(experiment)).Tell(
            new AggregatorActor.Aggregate(
                model, order.Plan, [Tiny.Answer(order, 0, values[0]).Update, Tiny.Answer(order, 1, values[1]).Update], weighing),
            TestActor);
        return ExpectMsg<AggregatorActor.Aggregated>();
    }
}
