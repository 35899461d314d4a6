using System.Numerics.Tensors;
using FedPrune.Actors;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Cost;
using FedPrune.Model.Data;
using FedPrune.Model.Pruning;
using FedPrune.Model.Sparse;

namespace FedPrune.Bench;

/// <summary>
/// Rounds of FedAvg through all actors on one compute slot, dense or on one sparse topology, against the same rounds in
/// PyTorch, which multiplies by masks: client steps a second of CPU time. Rounds alternate between the two, so that both
/// see the machine in the same states; network, initial weights, images, batches and their order are the same, and so must
/// be what the model learns in the first round.
/// </summary>
internal static class Rounds
{
    private const int Devices = 40, Samples = 150;

    // Of the first round, which both begin with the same weights: later ones drift apart, as single precision has it.
    private const double Tolerance = 1e-3;

    /// <summary>What was measured.</summary>
    /// <param name="Network">By name.</param>
    /// <param name="Sparsity">Share of the weights that is pruned, by the Erdős–Rényi rule; pruned networks train on the sparse engine.</param>
    /// <param name="FlopsRatio">FLOPs of a dense step over those that the sparse engine executes: the most that pruning could give.</param>
    /// <param name="Steps">Optimiser steps a round, of all clients.</param>
    /// <param name="Rounds">Rounds measured.</param>
    /// <param name="FedpruneStepsPerCpuSecond">Median of the rounds.</param>
    /// <param name="PytorchStepsPerCpuSecond">Median of the rounds.</param>
    /// <param name="Ratio">FedPrune's median over PyTorch's.</param>
    /// <param name="OverheadShare">Median share of the process's CPU time outside training.</param>
    /// <param name="FedpruneBest">Most steps a CPU second of any round.</param>
    /// <param name="PytorchBest">Most steps a CPU second of any round.</param>
    /// <param name="Disagreement">Relative difference between the norms of the model's change in the first round.</param>
    internal sealed record Result(
        string Network, double Sparsity, double FlopsRatio, int Steps, int Rounds, double FedpruneStepsPerCpuSecond, double PytorchStepsPerCpuSecond, double Ratio,
        double OverheadShare, double FedpruneBest, double PytorchBest, double Disagreement);

    private sealed record Measurement(int Steps, double Ours, double Theirs, double Overhead);

    public static async Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--networks", "--sparsities", "--rounds", "--epochs", "--cohort");
        var images = Workload.Images();
        foreach (var network in options.Networks("mlp,cnn14,lenet5,cnn"))
        {
            foreach (var sparsity in options.Shares("--sparsities", "0"))
            {
                var result = await MeasureAsync(
                    network, sparsity, images, options.Count("--rounds", 3), options.Count("--epochs", 5), options.Count("--cohort", 10));
                if (options.Json)
                    Output.Json(result);
                else
                    Print(result);
            }
        }
    }

    private static async Task<Result> MeasureAsync(string network, double sparsity, ImageData images, int rounds, int epochs, int cohort)
    {
        var algorithm = sparsity == 0 ? AlgorithmCatalogue.FedAvg : AlgorithmCatalogue.Static(sparsity, DensityRule.Erk);
        var experiment = Workload.Experiment(algorithm, network, images, Devices, cohort, rounds + PacedFederation.MostWarmUpRounds + 1, epochs);
        var data = Workload.Federate(
            images, new PartitionPlan { Scheme = new Iid(), Devices = Devices, SamplesPerDevice = Samples });
        using var peer = new FedAvgPeer(experiment, data);
        await using var federation = new PacedFederation(experiment, data, slots: 1, sparsity == 0 ? EngineKind.Torch : EngineKind.Auto);
        var warmUp = await federation.WarmUpAsync();
        var disagreement = Disagreement(experiment, warmUp[0], peer.Round(warmUp[0].Jobs).Change);
        foreach (var round in warmUp.Skip(1))
            peer.Round(round.Jobs);
        var measured = new List<Measurement>();
        for (int round = 0; round < rounds; round++)
        {
            var ours = await federation.RoundAsync();
            var theirs = peer.Round(ours.Jobs).CpuSeconds;
            measured.Add(new Measurement(
                ours.Steps, ours.Steps / ours.CpuSeconds, ours.Steps / theirs, 1 - (ours.TrainingSeconds / ours.CpuSeconds)));
        }
        return Summarise(network, sparsity, FlopsRatio(warmUp[0].Jobs[0].Topology), measured, disagreement);
    }

    private static double Disagreement(Experiment experiment, RoundCost first, double theirChange)
    {
        var initial = GlobalModel.Initial(experiment.Algorithm, experiment.Network.Layout, experiment.Seed).Weights.Span;
        var change = (double)TensorPrimitives.Distance(first.Model.Span, initial);
        var disagreement = Math.Abs((change / theirChange) - 1);
        return disagreement <= Tolerance
            ? disagreement
            : throw new InvalidOperationException($"the two do not train the same: the model changed by {change} here, by {theirChange} in PyTorch");
    }

    private static double FlopsRatio(Topology topology) =>
        TrainingFlops.PerSample(Topology.Dense(topology.Layout)) / TrainingFlops.PerSample(topology);

    private static Result Summarise(string network, double sparsity, double flopsRatio, List<Measurement> measured, double disagreement)
    {
        var (ours, theirs) = (Output.Median(measured.Select(m => m.Ours)), Output.Median(measured.Select(m => m.Theirs)));
        return new Result(
            network, sparsity, flopsRatio, measured[0].Steps, measured.Count, ours, theirs, ours / theirs, Output.Median(measured.Select(m => m.Overhead)),
            measured.Max(m => m.Ours), measured.Max(m => m.Theirs), disagreement);
    }

    private static void Print(Result r) => Output.Line(
        $"{r.Network,-7} {r.Sparsity,4:P0} pruned, {r.Rounds} rounds of {r.Steps} steps; a CPU second: FedPrune {r.FedpruneStepsPerCpuSecond:F1} (best {r.FedpruneBest:F1}), PyTorch {r.PytorchStepsPerCpuSecond:F1} (best {r.PytorchBest:F1}), ratio {r.Ratio:F3} of {r.FlopsRatio:F2} by FLOPs; outside training {r.OverheadShare:P2}");
}
