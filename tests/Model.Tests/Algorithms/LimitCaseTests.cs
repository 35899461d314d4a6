using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Masks;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tailoring;
using FedPrune.Model.Tests.Training;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Algorithms;

/// <summary>Where each algorithm becomes a simpler one.</summary>
public sealed class LimitCaseTests : IDisposable
{
    private const int Rounds = 3;
    private static readonly Readjustment Still = new(0, Rounds, 1);
    private readonly InProcessRun _run = new([40, 60, 100, 30]);

    [TorchFact]
    public void SCAFFOLDs_first_round_is_an_unweighted_mean_of_plain_SGD() => AssertSame(
        AlgorithmCatalogue.FedAvg with { EqualWeights = true, PlainSgd = true }, AlgorithmCatalogue.Scaffold(4), rounds: 1);

    [TorchFact]
    public void SCAFFOLD_then_differs() =>
        Assert.NotEqual(Bits(AlgorithmCatalogue.FedAvg with { EqualWeights = true, PlainSgd = true }, 2), Bits(AlgorithmCatalogue.Scaffold(4), 2));

    /// <summary>With one local step on one batch, c_i⁺ is the device's gradient, and c their mean.</summary>
    [TorchFact]
    public void After_one_step_a_control_variate_is_the_gradient_of_the_step()
    {
        using var run = new InProcessRun([16, 16]) { Settings = new LocalTraining(Epochs: 1, BatchSize: 16, LearningRate: 0.1f) };
        var updates = Array.Empty<Update>();
        var model = run.Run(AlgorithmCatalogue.Scaffold(2), 1, (_, all, _) => updates = all);
        var control = model.Memory[ControlVariates.Name].ToArray();
        for (int j = 0; j < control.Length; j++)
            Assert.Equal(-(updates[0].Values.Span[j] + updates[1].Values.Span[j]) / 2 / 0.1f, control[j], tolerance: 1e-5);
    }

    [TorchFact]
    public void Sending_all_changes_is_FedAvg_bit_for_bit() => AssertSame(AlgorithmCatalogue.FedAvg, AlgorithmCatalogue.TopK(1));

    [TorchFact]
    public void HeteroFL_of_full_widths_is_the_unweighted_mean() =>
        AssertSame(AlgorithmCatalogue.FedAvg with { EqualWeights = true }, AlgorithmCatalogue.HeteroFl(1, 1));

    [TorchFact]
    public void FedMP_that_may_not_prune_is_the_unweighted_mean() =>
        AssertSame(AlgorithmCatalogue.FedAvg with { EqualWeights = true }, AlgorithmCatalogue.FedMp(0, 0.95));

    [TorchFact]
    public void SNIP_that_keeps_everything_is_FedAvg_bit_for_bit() => AssertSame(AlgorithmCatalogue.FedAvg, AlgorithmCatalogue.Snip(0));

    [TorchFact]
    public void SparsyFed_that_keeps_everything_without_powers_is_FedAvg_bit_for_bit() =>
        AssertSame(AlgorithmCatalogue.FedAvg, AlgorithmCatalogue.SparsyFed(0, 1));

    [TorchFact]
    public void FedDST_that_moves_nothing_is_static() => AssertStatic("feddst", new DeviceMoves(Still));

    [TorchFact]
    public void FedTiny_that_moves_nothing_is_static() => AssertStatic("fedtiny", new TopGradientGrowth(Still, 5));

    [TorchFact]
    public void FedMef_that_moves_nothing_is_static() => AssertStatic("fedmef", new TopGradientGrowth(Still, 1, (0.1, 1)));

    [TorchFact]
    public void FedRTS_that_doubts_nothing_is_static() => AssertStatic("fedrts", new ThompsonSampling(Still, 0.5, 10));

    /// <summary>With nothing to drop and the cap reached there is nothing to choose.</summary>
    [TorchFact]
    public void PruneFL_that_may_drop_nothing_is_static() =>
        AssertStatic("prunefl", new GradientPerSecond(1, Share: 0, HalfLife: 10, FixedSeconds: 1e9, SecondsPerUse: 1, SecondsPerWeight: 1), DensityRule.Uniform);

    [TorchFact]
    public void FedPrune_by_contribution_that_leaves_everybody_everything_is_FedPrune() => AssertSame(
        AlgorithmCatalogue.FedPrune(0.8, Rounds),
        AlgorithmCatalogue.FedPrune(0.8, Rounds) with { Tailoring = new Levels(ByCapability: true, ByContribution: true, Least: 1) });

    public void Dispose() => _run.Dispose();

    private void AssertStatic(string name, MaskRule masks, DensityRule densities = DensityRule.Erk) => AssertSame(
        AlgorithmCatalogue.Static(0.8, densities), AlgorithmCatalogue.Moving(name, 0.8, densities, masks));

    private void AssertSame(FederatedAlgorithm expected, FederatedAlgorithm actual, int rounds = Rounds)
    {
        var bits = Bits(actual, rounds);
        Assert.Equal(Bits(expected, rounds), bits);
        Assert.NotEqual(Initialisation.He(_run.Network.Layout, InProcessRun.Seed), bits);
    }

    private float[] Bits(FederatedAlgorithm algorithm, int rounds) => _run.Run(algorithm, rounds).Weights.ToArray();
}
