using System.Collections.Immutable;
using FedPrune.Model.Contribution;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Algorithms;

/// <summary>
/// A federated algorithm as a composition of parts. With every part at its default it is FedAvg (McMahan et al., 2017);
/// every other algorithm is a small delta on that.
/// </summary>
/// <param name="Name">The name it is known by.</param>
public sealed record FederatedAlgorithm(string Name)
{
    /// <summary>p, the share of the prunable weights that a device never sees, in [0, 1).</summary>
    public double PruningRate { get; init; }

    /// <summary>How the density 1 − p is spread over the layers.</summary>
    public DensityRule Densities { get; init; } = DensityRule.Erk;

    /// <summary>Whether the initial model is pruned, so that the residual starts at zero.</summary>
    public bool PrunedStart { get; init; } = true;

    /// <summary>Whether the topology follows the weights each round; else it stays the initial model's.</summary>
    public bool DynamicTopology { get; init; }

    /// <summary>How much of a dynamic topology is explored at random.</summary>
    public Readjustment Readjustment { get; init; } = Readjustment.None;

    /// <summary>The score by which updates are weighed; none: by data size alone.</summary>
    public ContributionRule Contribution { get; init; } = ContributionRule.None;

    /// <summary>How a smoothed score becomes a weight.</summary>
    public WeightRule Weights { get; init; } = WeightRule.Saturating;

    /// <summary>a, how much of a reputation stays when a new score comes in, in [0, 1).</summary>
    public double Smoothing { get; init; }

    /// <summary>λ_t, between weights by data size and weights by contribution.</summary>
    public TradeOff TradeOff { get; init; } = new(0, TradeOffSchedule.Constant);

    /// <summary>β of server averaging, in [0, 1); 0 applies the mean update as it is.</summary>
    public double ServerAveraging { get; init; }

    /// <summary>ρ, how much of the residual is left after a round, in [0, 1]; 0 drops it.</summary>
    public double ResidualDecay { get; init; }

    /// <summary>μ of the proximal term <c>μ/2·‖w − w_t‖²</c> in the local loss (FedProx, Li et al., 2020).</summary>
    public double Proximal { get; init; }
}

/// <summary>The algorithms known by name.</summary>
public static class AlgorithmCatalogue
{
    /// <summary>Every name that an experiment may choose.</summary>
    public static ImmutableArray<string> Names { get; } = ["fedavg", "fedprox", "fedprune"];

    public static FederatedAlgorithm FedAvg { get; } = new("fedavg");

    /// <summary>FedAvg with a proximal term; with μ = 0 it is FedAvg.</summary>
    public static FederatedAlgorithm FedProx(double mu) => FedAvg with { Name = "fedprox", Proximal = mu };

    /// <summary>The method in its default formulation for a run of <paramref name="rounds"/> rounds.</summary>
    public static FederatedAlgorithm FedPrune(double pruningRate, int rounds) => FedAvg with
    {
        Name = "fedprune",
        PruningRate = pruningRate,
        DynamicTopology = true,
        Readjustment = new Readjustment(Initial: 0.1, Until: 0.75 * rounds, Every: 3),
        Contribution = ContributionRule.LayerwiseSigns,
        Smoothing = 0.7,
        TradeOff = new TradeOff(1, TradeOffSchedule.Constant),
        ServerAveraging = 0.5,
        ResidualDecay = 0.9,
    };
}
