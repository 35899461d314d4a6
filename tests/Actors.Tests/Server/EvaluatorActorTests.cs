using FedPrune.Actors.Server;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Contribution;

namespace FedPrune.Actors.Tests.Server;

public sealed class EvaluatorActorTests : ActorTest
{
    private readonly RoundOrder _order = Tiny.Order(Tiny.Experiment, 1, 2, 3, 4);

    [Fact]
    public void Weighs_by_data_size_where_nothing_is_scored()
    {
        var weighing = Weigh(Tiny.Experiment with { Algorithm = AlgorithmCatalogue.FedAvg }, 0.1f, 0.1f, 0.1f, -0.1f);
        Assert.Equal([11 / 50.0, 12 / 50.0, 13 / 50.0, 14 / 50.0], weighing.Weights);
        Assert.Empty(weighing.Scores);
    }

    [Fact]
    public void Takes_weight_from_who_points_away_from_the_others()
    {
        var byContribution = Tiny.Experiment.Algorithm with { TradeOff = new TradeOff(1, TradeOffSchedule.Constant) };
        var weighing = Weigh(Tiny.Experiment with { Algorithm = byContribution }, 0.1f, 0.2f, 0.3f, -0.1f);
        Assert.Equal([1, 1, 1, -1], weighing.Scores.Select(score => Math.Round(score, 12)));
        Assert.True(weighing.Weights[3] < 0.01);
        Assert.Equal(1, weighing.Weights.Sum(), 12);
        Assert.Equal(weighing.Scores[3], weighing.Reputations.Of(4));
    }

    private Weighing Weigh(Experiment experiment, params ReadOnlySpan<float> values)
    {
        var updates = new List<Model.Aggregation.Update>();
        for (int i = 0; i < values.Length; i++)
            updates.Add(Tiny.Answer(_order, _order.Assignments[i].Device, values[i]).Update);
        Sys.ActorOf(EvaluatorActor.Props(experiment)).Tell(new EvaluatorActor.Weigh(2, [.. updates], Reputations.None), TestActor);
        var weighed = ExpectMsg<EvaluatorActor.Weighed>();
        Assert.Equal(2, weighed.Round);
        return weighed.Weighing;
    }
}
