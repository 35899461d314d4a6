using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;

namespace FedPrune.Model.Masks;

/// <summary>What a rule sees of a finished round.</summary>
/// <param name="Algorithm">The algorithm it is part of.</param>
/// <param name="Plan">What was sent.</param>
/// <param name="Updates">The updates counted, in device order.</param>
/// <param name="Shares">π of each of them.</param>
/// <param name="Weights">(P) the model after the server's step, to be changed where the rule says so.</param>
/// <param name="Memory">What the server remembers, to be changed.</param>
public sealed record MaskRound(
    FederatedAlgorithm Algorithm, RoundPlan Plan, IReadOnlyList<Update> Updates, IReadOnlyList<double> Shares, Memory<float> Weights,
    ServerMemory Memory)
{
    /// <summary>The updates' weighted sums, where those are in fixed point; their values need not be there then.</summary>
    public FixedMean? Sums { get; init; }

    /// <summary>M before the round.</summary>
    public Topology Kept => Plan.Pruned;
}

/// <summary>How a topology moves that the server keeps from round to round, as it does not follow from the weights.</summary>
public abstract record MaskRule
{
    /// <summary>M of the first round: the largest initial weights, unless the rule says otherwise.</summary>
    public virtual Topology First(ParameterLayout layout, ReadOnlySpan<float> weights, int[] kept) =>
        TopologySearch.ByMagnitude(layout, weights, kept);

    /// <summary>Whether devices are asked for nothing but masked SGD on the cross-entropy, in any round.</summary>
    public virtual bool TrainsPlainly => true;

    /// <summary>Whether it looks at the values of each update, in any round.</summary>
    public virtual bool NeedsUpdates => false;

    /// <summary>What is sent in a round: M, unless the rule says otherwise.</summary>
    public virtual Topology Sent(Topology kept, ReadOnlySpan<float> weights) => kept;

    /// <summary>What every device does in a round.</summary>
    public virtual DeviceWork Work(RoundPlan plan) => DeviceWork.Training;

    /// <summary>M after a round. What it leaves out of the model fades as the algorithm's residual does.</summary>
    public abstract Topology Next(MaskRound round);
}
