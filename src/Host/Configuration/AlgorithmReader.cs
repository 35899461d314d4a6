using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Contribution;
using FedPrune.Model.Masks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tailoring;

namespace FedPrune.Host.Configuration;

/// <summary>From settings to an algorithm. All are read, so that no key is out of range unnoticed.</summary>
internal static class AlgorithmReader
{
    /// <summary>The algorithm that the settings name.</summary>
    public static FederatedAlgorithm Chosen(Settings settings, int rounds, int devices) => settings.Choice<FederatedAlgorithm>(
        "algorithm", [.. All(settings, rounds, devices).Select(algorithm => (algorithm.Name, algorithm))]) with
    {
        Sums = settings.Choice("server.sums", ("double", SumRule.FloatingPoint), ("fixed", SumRule.FixedPoint)),
    };

    /// <summary>Every algorithm as configured, in the order of the catalogue.</summary>
    public static IEnumerable<FederatedAlgorithm> All(Settings settings, int rounds, int devices)
    {
        var whole = FedPrune(settings, rounds);
        FederatedAlgorithm[] all =
        [
            .. Dense(settings, devices), .. Compressed(settings), .. Sparse(settings, rounds), whole, .. AlgorithmCatalogue.Ablations(whole),
        ];
        return AlgorithmCatalogue.Names.Select(name => all.First(algorithm => algorithm.Name == name));
    }

    private static IEnumerable<FederatedAlgorithm> Dense(Settings settings, int devices) =>
    [
        AlgorithmCatalogue.FedAvg,
        AlgorithmCatalogue.FedProx(settings.Number("fedprox.mu", 0)),
        AlgorithmCatalogue.FedAvgM(settings.NumberBelow("fedavgm.momentum", 0, 1), settings.Positive("fedavgm.learning-rate")),
        AlgorithmCatalogue.FedAdam(
            settings.Positive("fedadam.learning-rate"), settings.NumberBelow("fedadam.beta1", 0, 1),
            settings.NumberBelow("fedadam.beta2", 0, 1), settings.Positive("fedadam.tau")),
        AlgorithmCatalogue.Scaffold(devices),
        AlgorithmCatalogue.Median,
        AlgorithmCatalogue.Trimmed(settings.NumberBelow("trimmed.share", 0, 0.5)),
        AlgorithmCatalogue.Krum(settings.NumberBelow("krum.faulty", 0, 0.5), multi: false),
        AlgorithmCatalogue.Krum(settings.NumberBelow("krum.faulty", 0, 0.5), multi: true),
        AlgorithmCatalogue.Cgsv(settings.NumberBelow("cgsv.smoothing", 0, 1), settings.Number("cgsv.trade-off", 0, 1)),
    ];

    private static IEnumerable<FederatedAlgorithm> Compressed(Settings settings) =>
    [
        AlgorithmCatalogue.FedNoRo(
            settings.Number("fednoro.warm-up", 0, 1), settings.Number("fednoro.distillation", 0, 1), settings.Positive("fednoro.temperature")),
        AlgorithmCatalogue.TopK(settings.Share("topk.share")),
        AlgorithmCatalogue.FedPaq,
        AlgorithmCatalogue.HeteroFl(settings.Shares("heterofl.widths")),
        AlgorithmCatalogue.FedMp(PruningRate(settings), settings.Share("fedmp.discount")),
    ];

    private static FederatedAlgorithm[] Sparse(Settings settings, int rounds)
    {
        var (rate, densities) = (PruningRate(settings), Densities(settings));
        return
        [
            AlgorithmCatalogue.Static(rate, densities),
            AlgorithmCatalogue.Snip(rate),
            Moving("prunefl", PruneFl(settings)),
            Moving("feddst", new DeviceMoves(Schedule(settings, "feddst", rounds))),
            Moving("fedtiny", new TopGradientGrowth(Schedule(settings, "fedtiny", rounds), settings.Whole("fedtiny.groups", 1))),
            Moving("fedmef", new TopGradientGrowth(
                Schedule(settings, "fedmef", rounds), 1, (settings.Number("fedmef.extrusion", 0), settings.Number("fedmef.pressure", 0)))),
            Moving("fedrts", new ThompsonSampling(
                Schedule(settings, "fedrts", rounds), settings.Number("fedrts.gamma", 0, 1), settings.Positive("fedrts.lambda"))),
            AlgorithmCatalogue.SparsyFed(rate, settings.Number("sparsyfed.exponent", 1)),
        ];

        FederatedAlgorithm Moving(string name, MaskRule masks) => AlgorithmCatalogue.Moving(name, rate, densities, masks);
    }

    // What a weight costs the median device in a round: six FLOPs a use and sample, four bytes each way.
    private static GradientPerSecond PruneFl(Settings settings)
    {
        var samples = Math.Max(1, settings.Whole("partition.samples-per-device", 0)) * settings.Whole("training.epochs", 1, 10_000);
        return new GradientPerSecond(
            settings.Whole("prunefl.every", 1), settings.Number("prunefl.share", 0, 1), settings.Positive("prunefl.half-life"),
            settings.Positive("prunefl.fixed-seconds"),
            SecondsPerUse: 6e-9 * samples / settings.Positive("device.gflops"),
            SecondsPerWeight: 32e-6 * ((1 / settings.Positive("device.down-mbit")) + (1 / settings.Positive("device.up-mbit"))));
    }

    private static Readjustment Schedule(Settings settings, string section, int rounds) => new(
        settings.NumberBelow($"{section}.initial", 0, 1), settings.Number($"{section}.until", 0, 1) * rounds, settings.Whole($"{section}.every", 1));

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
        Tailoring = Levels(settings),
        Absent = settings.Choice("pruning.absent", ("silent", AbsentRule.Silent), ("unchanged", AbsentRule.Unchanged)),
    };

    private static Levels? Levels(Settings settings)
    {
        var levels = new Levels(
            settings.Switch("pruning.by-capability"), settings.Switch("pruning.by-contribution"), settings.Share("pruning.least"));
        return levels.ByCapability || levels.ByContribution ? levels : null;
    }

    private static double PruningRate(Settings settings) => settings.NumberBelow("pruning.rate", 0, 1);

    private static DensityRule Densities(Settings settings) =>
        settings.Choice("pruning.densities", ("erk", DensityRule.Erk), ("uniform", DensityRule.Uniform));

    private static TradeOffSchedule Schedule(Settings settings) => settings.Choice(
        "contribution.trade-off.schedule",
        ("constant", TradeOffSchedule.Constant), ("linear", TradeOffSchedule.Linear),
        ("cosine", TradeOffSchedule.Cosine), ("warm-up", TradeOffSchedule.WarmUp));
}
