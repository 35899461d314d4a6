using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Contribution;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Algorithms;

public sealed class WeighingTests
{
    private static readonly FederatedAlgorithm Algorithm =
        AlgorithmCatalogue.FedPrune(0.9, 40) with { TradeOff = new(1, TradeOffSchedule.Constant) };

    private static readonly Reputations Known = Reputations.None.Smoothed([2, 5, 7, 40, 41], [0.5, 0.1, 0.3, 0.45, 0.2], 0);

    [Fact]
    public void Without_a_contribution_rule_data_size_decides_and_nothing_is_remembered()
    {
        var weighing = Weighing.Of(AlgorithmCatalogue.FedAvg, Updates(), Known, 0, 40);
        Assert.Equal([0.1, 0.3, 0.4, 0.2], weighing.Weights.Select(w => Math.Round(w, 12)));
        Assert.Empty(weighing.Scores);
        Assert.Same(Known, weighing.Reputations);
    }

    /// <summary>Each step by its own formula; device 9 is new and device 40 and 41 only count for the upper quartile.</summary>
    [Fact]
    public void Scores_against_the_reputations_before_smooths_saturates_and_trades_off()
    {
        var updates = Updates();
        var weighing = Weighing.Of(Algorithm with { TradeOff = new(0.25, TradeOffSchedule.Constant) }, updates, Known, 3, 40);

        var mean = (0.5 + 0.1 + 0.3 + 0.45 + 0.2) / 5;
        var scores = ContributionScore.LayerwiseSigns(updates, [0.5, 0.1, 0.3, mean]);
        double[] r = [(0.7 * 0.5) + (0.3 * scores[0]), (0.7 * 0.1) + (0.3 * scores[1]), (0.7 * 0.3) + (0.3 * scores[2]), scores[3]];
        double[] sorted = [.. r, 0.45, 0.2];
        Array.Sort(sorted); // position 3.75 of six
        var h = sorted[3] + (0.75 * (sorted[4] - sorted[3]));
        double[] shares = [.. r.Select((x, i) => updates[i].Samples * Math.Clamp(((x / h) - 0.3) / 0.3, 0.001, 1))];

        Assert.Equal(scores, weighing.Scores);
        Assert.All(r.Zip(updates), pair => Assert.Equal(pair.First, weighing.Reputations.Of(pair.Second.Device), 12));
        for (int i = 0; i < 4; i++)
            Assert.Equal((0.75 * updates[i].Samples / 100) + (0.25 * shares[i] / shares.Sum()), weighing.Weights[i], 12);
        Assert.Equal((0.45, 0.2), (weighing.Reputations.Of(40), weighing.Reputations.Of(41)));
    }

    [Fact]
    public void The_trade_off_moves_with_the_rounds()
    {
        var warming = Algorithm with { TradeOff = new(1, TradeOffSchedule.WarmUp) };
        var bySize = Weighing.Of(AlgorithmCatalogue.FedAvg, Updates(), Known, 0, 40).Weights;
        Assert.Equal(bySize, Weighing.Of(warming, Updates(), Known, 0, 40).Weights);
        Assert.Equal(Weighing.Of(Algorithm, Updates(), Known, 4, 40).Weights, Weighing.Of(warming, Updates(), Known, 4, 40).Weights);
    }

    [Fact]
    public void As_published_scores_by_CGSV_and_weighs_in_proportion()
    {
        var published = Algorithm with { Contribution = ContributionRule.Cgsv, Weights = WeightRule.Proportional, Smoothing = 0 };
        var weighing = Weighing.Of(published, Updates(), Reputations.None, 0, 40);
        var scores = ContributionScore.Cgsv(Updates(), [1, 1, 1, 1]);
        Assert.Equal(scores, weighing.Scores);
        Assert.All(scores.Zip(weighing.Weights), pair => Assert.Equal(Math.Max(pair.First, 0.001) / scores.Sum(s => Math.Max(s, 0.001)), pair.Second, 12));
    }

    [Fact]
    public void A_round_of_one_device_gives_it_all_the_weight()
    {
        var weighing = Weighing.Of(Algorithm, [Updates()[0]], Reputations.None, 0, 40);
        Assert.Equal([1.0], weighing.Weights);
    }

    /// <summary>Four devices with a common direction and noise of their own.</summary>
    private static Update[] Updates()
    {
        var topology = Topologies.Uniform(TinyNetworks.EveryLayer.Layout, 0.5, Topologies.Stream(1));
        var common = Topologies.Values(topology, Topologies.Stream(2));
        return [.. new[] { (2, 10), (5, 30), (7, 40), (9, 20) }.Select(device => new Update(
            device.Item1, device.Item2, topology,
            Topologies.Values(topology, Topologies.Stream(10 + device.Item1)).Zip(common, (own, c) => c + own).ToArray()))];
    }
}
