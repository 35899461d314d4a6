using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Contribution;
using FedPrune.Model.Pruning;

namespace FedPrune.Host.Configuration;

/// <summary>From settings to an algorithm. All are read, so that no key is out of range unnoticed.</summary>
internal static class AlgorithmReader
{
    /// <summary>The algorithm that the settings name.</summary>
    public static FederatedAlgorithm Chosen(Settings settings, int rounds) => settings.Choice<FederatedAlgorithm>(
        "algorithm", [.. All(settings, rounds).Select(algorithm => (algorithm.Name, algorithm))]);

    /// <summary>Every algorithm as configured, in the order of the catalogue.</summary>
    public static IEnumerable<FederatedAlgorithm> All(Settings settings, int rounds)
    {
        var whole = FedPrune(settings, rounds);
        FederatedAlgorithm[] all = [.. Dense(settings), .. Sparse(settings), whole, .. AlgorithmCatalogue.Ablations(whole)];
        return AlgorithmCatalogue.Names.Select(name => all.First(algorithm => algorithm.Name == name));
    }

    private static IEnumerable<FederatedAlgorithm> Dense(Settings settings) =>
    [
        AlgorithmCatalogue.FedAvg,
        AlgorithmCatalogue.FedProx(settings.Number("fedprox.mu", 0)),
        AlgorithmCatalogue.FedAvgM(settings.NumberBelow("fedavgm.momentum", 0, 1), settings.Positive("fedavgm.learning-rate")),
        AlgorithmCatalogue.FedAdam(
            settings.Positive("fedadam.learning-rate"), settings.NumberBelow("fedadam.beta1", 0, 1),
            settings.NumberBelow("fedadam.beta2", 0, 1), settings.Positive("fedadam.tau")),
        AlgorithmCatalogue.Median,
        AlgorithmCatalogue.Trimmed(settings.NumberBelow("trimmed.share", 0, 0.5)),
        AlgorithmCatalogue.Krum(settings.NumberBelow("krum.faulty", 0, 0.5), multi: false),
        AlgorithmCatalogue.Krum(settings.NumberBelow("krum.faulty", 0, 0.5), multi: true),
        AlgorithmCatalogue.Cgsv(settings.NumberBelow("cgsv.smoothing", 0, 1), settings.Number("cgsv.trade-off", 0, 1)),
    ];

    private static IEnumerable<FederatedAlgorithm> Sparse(Settings settings)
    {
        var rate = PruningRate(settings);
        var densities = Densities(settings);
        yield return AlgorithmCatalogue.Static(rate, densities);
    }

    private static FederatedAlgorithm FedPrune(Settings settings, int rounds) => new("fedprune")
    {
        PruningRate = PruningRate(settings),
        Densities = Densities(settings),
        PrunedStart = settings.Choice("pruning.start", ("pruned", true), ("dense", false)),
        DynamicTopology = settings.Switch("pruning.dynamic"),
        Readjustment = new Readjustment(
            settings.NumberBelow("pruning.readjustment.initial", 0, 1),
            settings.Number("pruning.readjustment.until", 0, 1) * rounds,
            settings.Whole("pruning.readjustment.every", 1)),
        Contribution = settings.Choice(
            "contribution.score",
            ("layerwise-signs", ContributionRule.LayerwiseSigns), ("cgsv", ContributionRule.Cgsv), ("none", ContributionRule.None)),
        Weights = settings.Choice(
            "contribution.weights", ("saturating", WeightRule.Saturating), ("proportional", WeightRule.Proportional)),
        Smoothing = settings.NumberBelow("contribution.smoothing", 0, 1),
        TradeOff = new TradeOff(settings.Number("contribution.trade-off.initial", 0, 1), Schedule(settings)),
        Server = new ServerOptimiser.Averaging(settings.NumberBelow("server.averaging", 0, 1)),
        ResidualDecay = settings.Number("recovery.decay", 0, 1),
    };

    private static double PruningRate(Settings settings) => settings.NumberBelow("pruning.rate", 0, 1);

    private static DensityRule Densities(Settings settings) =>
        settings.Choice("pruning.densities", ("erk", DensityRule.Erk), ("uniform", DensityRule.Uniform));

    private static TradeOffSchedule Schedule(Settings settings) => settings.Choice(
        "contribution.trade-off.schedule",
        ("constant", TradeOffSchedule.Constant), ("linear", TradeOffSchedule.Linear),
        ("cosine", TradeOffSchedule.Cosine), ("warm-up", TradeOffSchedule.WarmUp));
}
