using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Contribution;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Training;

namespace FedPrune.Model.Tests.Algorithms;

public sealed class FedAvgTests : IDisposable
{
    private const int Rounds = 4;
    private readonly InProcessRun _run = new([40, 60, 100, 30]);

    [TorchFact]
    public void Is_the_plain_loop_of_averaging_weights_by_data_size()
    {
        var dense = Topology.Dense(_run.Network.Layout);
        double[] w = [.. Initialisation.He(_run.Network.Layout, InProcessRun.Seed).Select(x => (double)x)];
        for (int round = 0; round < Rounds; round++)
        {
            float[] start = [.. w.Select(x => (float)x)];
            var next = new double[w.Length];
            for (int device = 0; device < 4; device++)
            {
                var update = _run.Train(dense, start, AlgorithmCatalogue.FedAvg, round, device);
                for (int j = 0; j < next.Length; j++)
                    next[j] += _run.Samples[device].Length / 230.0 * ((double)start[j] + update[j]);
            }
            w = next;
        }
        var model = _run.Run(AlgorithmCatalogue.FedAvg, Rounds);
        Assert.InRange(w.Zip(model.Weights.ToArray(), (a, b) => Math.Abs(a - b)).Max(), 0, 1e-6);
    }

    [TorchFact]
    public void FedPrune_that_prunes_nothing_with_every_part_off_is_FedAvg_bit_for_bit() => AssertFedAvg(
        AlgorithmCatalogue.FedPrune(0, Rounds) with { Contribution = ContributionRule.None, Server = new ServerOptimiser.Averaging(0) });

    [TorchFact]
    public void FedPrune_that_prunes_nothing_and_trades_nothing_off_for_contribution_is_FedAvg_bit_for_bit() => AssertFedAvg(
        AlgorithmCatalogue.FedPrune(0, Rounds) with { TradeOff = new(0, TradeOffSchedule.Constant), Server = new ServerOptimiser.Averaging(0) });

    [TorchFact]
    public void FedProx_without_proximal_term_is_FedAvg_bit_for_bit() => AssertFedAvg(AlgorithmCatalogue.FedProx(0));

    [TorchFact]
    public void FedAvgM_without_momentum_is_FedAvg_bit_for_bit() => AssertFedAvg(AlgorithmCatalogue.FedAvgM(0, 1));

    [TorchFact]
    public void CGSV_that_trades_nothing_off_for_contribution_is_FedAvg_bit_for_bit() => AssertFedAvg(AlgorithmCatalogue.Cgsv(0.95, 0));

    [TorchFact]
    public void Static_that_prunes_nothing_is_FedAvg_bit_for_bit() => AssertFedAvg(AlgorithmCatalogue.Static(0, DensityRule.Erk));

    [TorchFact]
    public void FedProx_stays_closer_to_where_it_started_the_larger_its_term()
    {
        var start = Initialisation.He(_run.Network.Layout, InProcessRun.Seed);
        double[] moved = [.. new[] { 0, 0.1, 1, 5 }.Select(mu =>
            _run.Run(AlgorithmCatalogue.FedProx(mu), 1).Weights.ToArray().Zip(start, (a, b) => (double)(a - b) * (a - b)).Sum())];
        Assert.Equal(moved.OrderDescending(), moved);
        Assert.True(moved[3] < 0.6 * moved[0], string.Join(' ', moved));
    }

    [TorchFact]
    public void Learns()
    {
        var model = _run.Run(AlgorithmCatalogue.FedAvg, 10);
        Assert.InRange(_run.Accuracy(model.Weights), 0.9, 1);
    }

    public void Dispose() => _run.Dispose();

    private void AssertFedAvg(FederatedAlgorithm algorithm)
    {
        var (expected, actual) = (_run.Run(AlgorithmCatalogue.FedAvg, Rounds), _run.Run(algorithm, Rounds));
        Assert.Equal(expected.Weights.ToArray(), actual.Weights.ToArray());
        Assert.NotEqual(Initialisation.He(_run.Network.Layout, InProcessRun.Seed), actual.Weights.ToArray());
    }
}
