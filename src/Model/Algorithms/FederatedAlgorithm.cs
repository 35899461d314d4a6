using System.Collections.Immutable;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Contribution;
using FedPrune.Model.Masks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tailoring;
using FedPrune.Model.Training;
using FedPrune.Model.Wire;

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

    /// <summary>Whether every update weighs the same, however many samples are behind it.</summary>
    public bool EqualWeights { get; init; }

    /// <summary>Which updates are taken at all, by their distances to each other; none: all of them.</summary>
    public KrumRule? Krum { get; init; }

    /// <summary>What stands for the updates instead of their weighted mean; none: the mean.</summary>
    public RobustRule? Robust { get; init; }

    /// <summary>What the server does with the mean update; averaging with β = 0 adds it as it is.</summary>
    public ServerOptimiser Server { get; init; } = new ServerOptimiser.Averaging(0);

    /// <summary>ρ, how much of the residual is left after a round, in [0, 1]; 0 drops it.</summary>
    public double ResidualDecay { get; init; }

    /// <summary>μ of the proximal term <c>μ/2·‖w − w_t‖²</c> in the local loss (FedProx, Li et al., 2020).</summary>
    public double Proximal { get; init; }

    /// <summary>β of the reparametrisation of prunable weights in local training; 1 for none.</summary>
    public double Exponent { get; init; } = 1;

    /// <summary>Whether local training is SGD without momentum, whatever else is configured.</summary>
    public bool PlainSgd { get; init; }

    /// <summary>How the topology moves that the server keeps as a state; none: it follows from the weights.</summary>
    public MaskRule? Masks { get; init; }

    /// <summary>What devices get that others do not; none: all get the same.</summary>
    public TailoringRule? Tailoring { get; init; }

    /// <summary>What it means that an update lacks a coordinate.</summary>
    public AbsentRule Absent { get; init; }

    /// <summary>Control variates, for a run of so many devices; 0 for none (SCAFFOLD, Karimireddy et al., 2020).</summary>
    public int ControlledDevices { get; init; }

    /// <summary>Share of the changes that a device sends, the largest, with error feedback; 1 for all.</summary>
    public double SentShare { get; init; } = 1;

    /// <summary>How values travel from the devices, whatever is configured; null for as configured.</summary>
    public ValueFormat? Upload { get; init; }

    /// <summary>What numbers sums over updates are taken in.</summary>
    public SumRule Sums { get; init; }

    /// <summary>The noise rate of each device's labels: what only an oracle knows, empty for all others.</summary>
    public ImmutableArray<double> KnownNoise { get; init; } = [];

    /// <summary>
    /// Whether devices are asked for nothing but masked SGD on the cross-entropy, in any round: then every job is
    /// <see cref="TrainingJob.IsPlain"/>.
    /// </summary>
    public bool TrainsPlainly =>
        Exponent == 1 && ControlledDevices == 0 && (Masks?.TrainsPlainly ?? true) && (Tailoring?.TrainsPlainly ?? true);

    /// <summary>Whether updates are scored against each other.</summary>
    public bool ScoresUpdates => Contribution is ContributionRule.Cgsv or ContributionRule.LayerwiseSigns;

    /// <summary>
    /// Whether all that the server needs of a round's updates are sums in fixed point and numbers of single devices, so that
    /// the updates can stay where they were made. Order statistics, distances between updates, what devices keep or report,
    /// and rules that look at each update need them whole.
    /// </summary>
    /// <param name="plan">The round.</param>
    public bool NeedsSumsOnly(RoundPlan plan) =>
        Sums == SumRule.FixedPoint && Robust is null && Krum is null && ControlledDevices == 0 && SentShare == 1
        && !plan.Work.Reports && !(Masks?.NeedsUpdates ?? false) && !(Tailoring?.NeedsUpdates ?? false);

    /// <summary>Local training as configured, with what the algorithm has to say about it.</summary>
    public LocalTraining Applied(LocalTraining configured) => configured with
    {
        Proximal = (float)Proximal,
        Exponent = (float)Exponent,
        Momentum = PlainSgd ? 0 : configured.Momentum,
    };
}
