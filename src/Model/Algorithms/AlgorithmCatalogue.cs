using System.Collections.Immutable;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Contribution;
using FedPrune.Model.Masks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tailoring;
using FedPrune.Model.Wire;

namespace FedPrune.Model.Algorithms;

/// <summary>What an algorithm is, in a line.</summary>
/// <param name="Name">The name that an experiment chooses it by.</param>
/// <param name="Summary">What it is, in a phrase.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record AlgorithmEntry(string Name, string Summary, string Source);

/// <summary>The algorithms known by name. Each is a delta on <see cref="FedAvg"/>, and says where it becomes it again.</summary>
public static class AlgorithmCatalogue
{
    /// <summary>Every algorithm that an experiment may choose.</summary>
    public static ImmutableArray<AlgorithmEntry> Entries { get; } =
    [
        new("fedavg", "mean of the devices' updates, weighted by samples", "McMahan et al., 2017"),
        new("fedprox", "fedavg with a proximal term in the local loss", "Li et al., 2020"),
        new("fedavgm", "fedavg with momentum on the server", "Hsu et al., 2019"),
        new("fedadam", "fedavg with Adam on the server", "Reddi et al., 2021"),
        new("scaffold", "control variates against drifting devices", "Karimireddy et al., 2020"),
        new("median", "coordinate-wise median of the updates", "Yin et al., 2018"),
        new("trimmed", "coordinate-wise mean without the extremes", "Yin et al., 2018"),
        new("krum", "the one update closest to its neighbours", "Blanchard et al., 2017"),
        new("multikrum", "mean of the updates closest to their neighbours", "Blanchard et al., 2017"),
        new("cgsv", "updates weighted by cosine-gradient Shapley value", "Xu et al., 2021"),
        new("fednoro", "noisy devices found by their losses, distilled, and weighed by distance", "after Wu et al., 2023"),
        new("topk", "the largest changes only, the rest owed", "Stich et al., 2018"),
        new("fedpaq", "fedavg with updates in 8 bits, rounded without bias", "Reisizadeh et al., 2020"),
        new("heterofl", "devices of different widths", "after Diao et al., 2021"),
        new("fedmp", "each device's pruning rate by a bandit, single weights", "after Jiang et al., 2022"),
        new("static", "one sparse topology, by initial magnitude", "Han et al., 2015"),
        new("snip", "one sparse topology, by sensitivity in a dense first round", "Lee et al., 2019"),
        new("prunefl", "the weights with the most gradient a second", "Jiang et al., 2022"),
        new("feddst", "devices move their own topologies", "Bibikar et al., 2022"),
        new("fedtiny", "grown where devices' largest gradients agree, a group of layers at a time", "Huang et al., 2023"),
        new("fedmef", "grown likewise, what is dropped being extruded before", "Huang et al., 2024"),
        new("fedrts", "topology drawn from beliefs about every weight", "Huang et al., 2025"),
        new("sparsyfed", "devices prune afterwards, weights being powers", "Guastella et al., 2025"),
        new("fedprune", "pruned by magnitude, weighed by contribution, recovered from the residual", "this program"),
        new("oracle", "fedprune with weights from knowing the noisy devices: an upper bound", "this program"),
        new("fedprune-still", "fedprune whose topology does not move", "ablation"),
        new("fedprune-by-size", "fedprune weighed by samples alone", "ablation"),
        new("fedprune-no-averaging", "fedprune without server averaging", "ablation"),
        new("fedprune-no-recovery", "fedprune that drops the residual", "ablation"),
    ];

    /// <summary>Every name that an experiment may choose.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    public static FederatedAlgorithm FedAvg { get; } = new("fedavg");

    /// <summary>Coordinate-wise median, every update alike (Yin et al., 2018).</summary>
    public static FederatedAlgorithm Median { get; } = FedAvg with { Name = "median", EqualWeights = true, Robust = new RobustRule.Median() };

    /// <summary>FedAvg with a proximal term; with μ = 0 it is FedAvg.</summary>
    public static FederatedAlgorithm FedProx(double mu) => FedAvg with { Name = "fedprox", Proximal = mu };

    /// <summary>FedAvg with server momentum; with β = 0 and a rate of 1 it is FedAvg.</summary>
    public static FederatedAlgorithm FedAvgM(double beta, double rate) =>
        FedAvg with { Name = "fedavgm", Server = new ServerOptimiser.Momentum(beta, rate) };

    /// <summary>FedAvg with Adam on the server.</summary>
    public static FederatedAlgorithm FedAdam(double rate, double beta1, double beta2, double tau) =>
        FedAvg with { Name = "fedadam", Server = new ServerOptimiser.Adam(rate, beta1, beta2, tau) };

    /// <summary>Control variates; in its first round, when all of them are 0, it is SGD and an unweighted mean.</summary>
    /// <param name="devices">How many devices there are.</param>
    public static FederatedAlgorithm Scaffold(int devices) =>
        FedAvg with { Name = "scaffold", EqualWeights = true, PlainSgd = true, ControlledDevices = devices };

    /// <summary>Top-k with error feedback; with a share of 1 it is FedAvg.</summary>
    public static FederatedAlgorithm TopK(double share) => FedAvg with { Name = "topk", SentShare = share, Absent = AbsentRule.Unchanged };

    /// <summary>FedAvg whose updates travel in 8 bits.</summary>
    public static FederatedAlgorithm FedPaq { get; } = FedAvg with { Name = "fedpaq", Upload = ValueFormat.Int8 };

    /// <summary>Devices of different widths; with all rates 1 it is the unweighted mean.</summary>
    public static FederatedAlgorithm HeteroFl(params ImmutableArray<double> rates) =>
        FedAvg with { Name = "heterofl", EqualWeights = true, Tailoring = new Widths(rates) };

    /// <summary>Pruning rates by bandit; with a highest rate of 0 it is the unweighted mean.</summary>
    public static FederatedAlgorithm FedMp(double highestRate, double discount) => FedAvg with
    {
        Name = "fedmp",
        EqualWeights = true,
        Absent = AbsentRule.Unchanged,
        Tailoring = new RateBandit(highestRate, discount),
    };

    /// <summary>Noisy devices by their losses.</summary>
    public static FederatedAlgorithm FedNoRo(double warmUp, double distillation, double temperature) =>
        FedAvg with { Name = "fednoro", Tailoring = new Suspicion(warmUp, distillation, temperature) };

    /// <summary>Mean of what is left of each coordinate when a share is cut off at both ends; with 0 it is the unweighted mean.</summary>
    public static FederatedAlgorithm Trimmed(double share) =>
        FedAvg with { Name = "trimmed", EqualWeights = true, Robust = new RobustRule.Trimmed(share) };

    /// <summary>The update, or the mean of those, that lie closest to their neighbours.</summary>
    /// <param name="faulty">Share of the updates that may be arbitrary.</param>
    /// <param name="multi">Whether all but the faulty many are taken; else only one.</param>
    public static FederatedAlgorithm Krum(double faulty, bool multi) =>
        FedAvg with { Name = multi ? "multikrum" : "krum", Krum = new KrumRule(faulty, multi) };

    /// <summary>FedAvg weighted by cosine-gradient Shapley value; with a trade-off of 0 it is FedAvg.</summary>
    public static FederatedAlgorithm Cgsv(double smoothing, double tradeOff) => FedAvg with
    {
        Name = "cgsv",
        Contribution = ContributionRule.Cgsv,
        Weights = WeightRule.Proportional,
        Smoothing = smoothing,
        TradeOff = new TradeOff(tradeOff, TradeOffSchedule.Constant),
    };

    /// <summary>FedAvg on one sparse topology, that of the largest initial weights; with a rate of 0 it is FedAvg.</summary>
    public static FederatedAlgorithm Static(double pruningRate, DensityRule densities) =>
        FedAvg with { Name = "static", PruningRate = pruningRate, Densities = densities };

    /// <summary>Pruned once, by sensitivity; with a rate of 0 it is FedAvg.</summary>
    public static FederatedAlgorithm Snip(double pruningRate) =>
        FedAvg with { Name = "snip", PruningRate = pruningRate, PrunedStart = false, Masks = new Snip() };

    /// <summary>A topology that moves by a rule; with a rule that moves nothing it is static.</summary>
    /// <param name="name">The algorithm's name.</param>
    /// <param name="pruningRate">Of the prunable weights.</param>
    /// <param name="densities">How the density is spread over the layers.</param>
    /// <param name="masks">The rule.</param>
    public static FederatedAlgorithm Moving(string name, double pruningRate, DensityRule densities, MaskRule masks) =>
        Static(pruningRate, densities) with { Name = name, Masks = masks };

    /// <summary>Devices that prune after training; with a rate of 0 and an exponent of 1 it is FedAvg.</summary>
    public static FederatedAlgorithm SparsyFed(double pruningRate, double exponent) => FedAvg with
    {
        Name = "sparsyfed",
        PruningRate = pruningRate,
        PrunedStart = false,
        Masks = new FreeMasks(1 - pruningRate),
        Absent = AbsentRule.Zero,
        ResidualDecay = 1,
        Exponent = exponent,
    };

    /// <summary>The method in its default formulation for a run of <paramref name="rounds"/> rounds.</summary>
    public static FederatedAlgorithm FedPrune(double pruningRate, int rounds) => FedAvg with
    {
        Name = "fedprune",
        PruningRate = pruningRate,
        DynamicTopology = true,
        Readjustment = new Readjustment(Initial: 0.1, Until: 0.75 * rounds, Every: 3),
        Contribution = ContributionRule.LayerwiseSigns,
        Smoothing = 0.7,
        TradeOff = new TradeOff(0.75, TradeOffSchedule.WarmUp),
        Server = new ServerOptimiser.Averaging(0.5),
        ResidualDecay = 0.9,
    };

    /// <summary>FedPrune and what is left of it without each of its parts.</summary>
    /// <param name="whole">FedPrune as configured.</param>
    public static ImmutableArray<FederatedAlgorithm> Ablations(FederatedAlgorithm whole) =>
    [
        whole with { Name = "oracle", Contribution = ContributionRule.Oracle },
        whole with { Name = "fedprune-still", DynamicTopology = false },
        whole with { Name = "fedprune-by-size", Contribution = ContributionRule.None },
        whole with { Name = "fedprune-no-averaging", Server = new ServerOptimiser.Averaging(0) },
        whole with { Name = "fedprune-no-recovery", ResidualDecay = 0 },
    ];
}
