using FedPrune.Model.Algorithms;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Training;

namespace FedPrune.Model.Tests.Algorithms;

public sealed class FedPruneTests
{
    private const int Rounds = 12;
    private static readonly int[] Devices = [60, 60, 40, 50, 70, 60, 40, 60, 50, 50];

    [TorchTheory]
    [InlineData(0.8, 0.92)]
    [InlineData(0.9, 0.85)]
    public void Learns_with_exactly_the_kept_weights_in_each_round(double rate, double atLeast)
    {
        using var run = new InProcessRun(Devices);
        var algorithm = AlgorithmCatalogue.FedPrune(rate, Rounds);
        var kept = LayerDensities.KeptCounts(run.Network.Layout, DensityRule.Erk, 1 - rate);
        var explored = new List<int>();
        var model = run.Run(algorithm, Rounds, (plan, updates, weighing) =>
        {
            Assert.Equal(kept, Enumerable.Range(0, kept.Length).Select(plan.Sent.KeptIn));
            Assert.Equal(kept, Enumerable.Range(0, kept.Length).Select(plan.Pruned.KeptIn));
            Assert.All(updates, u => Assert.Equal(kept.Sum(), u.Values.Length));
            Assert.Equal(1, weighing.Weights.Sum(), 12);
            explored.Add(plan.Sent.Count - plan.Travelling.Count);
        });
        Assert.Equal([0, 3, 6], Enumerable.Range(0, Rounds).Where(t => explored[t] > 0)); // T_e = 9
        Assert.InRange(run.Accuracy(model.Weights), atLeast, 1);
        Assert.InRange(run.PrunedAccuracy(algorithm, model), atLeast, 1);
    }

    [TorchFact]
    public void Takes_weight_from_devices_with_wrong_labels_and_learns_more_than_FedAvg()
    {
        using var run = new InProcessRun(Devices, noisy: 4);
        var last = Array.Empty<double>();
        var model = run.Run(AlgorithmCatalogue.FedPrune(0.8, Rounds), Rounds, (_, _, weighing) => last = [.. weighing.Weights]);
        var bySize = Devices.Take(4).Sum() / (double)Devices.Sum();
        Assert.InRange(last.Take(4).Sum(), 0.25 * bySize, 0.3 * bySize); // a quarter of all weight follows data size
        var average = run.Run(AlgorithmCatalogue.FedAvg, Rounds);
        Assert.InRange(run.Accuracy(model.Weights) - run.Accuracy(average.Weights), 0.1, 1);
    }

    [TorchFact]
    public void The_same_seed_gives_the_same_model_bit_for_bit()
    {
        using InProcessRun first = new(Devices), second = new(Devices);
        var algorithm = AlgorithmCatalogue.FedPrune(0.9, 4);
        Assert.Equal(first.Run(algorithm, 4).Weights.ToArray(), second.Run(algorithm, 4).Weights.ToArray());
    }

    [TorchFact]
    public void A_topology_that_does_not_move_stays_the_initial_models()
    {
        using var run = new InProcessRun(Devices);
        var algorithm = AlgorithmCatalogue.FedPrune(0.9, 4) with { DynamicTopology = false };
        var initial = RoundPlan.PrunedTopology(algorithm, run.Network.Layout, [], InProcessRun.Seed);
        var model = run.Run(algorithm, 4, (plan, _, _) => Assert.True(plan.Sent.SameAs(initial) && plan.Pruned.SameAs(initial)));
        float[] weights = model.Weights.ToArray(), sparse = new float[weights.Length];
        initial.Expand(initial.Gather(weights), sparse);
        Assert.Equal(sparse, weights);
    }
}
