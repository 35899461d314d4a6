using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tailoring;

/// <summary>What a device gets that others do not.</summary>
/// <param name="Topology">What it trains.</param>
/// <param name="Work">What it does.</param>
/// <param name="MaskTravels">Whether it has to be told the topology; else it derives it.</param>
public sealed record Share(Topology Topology, DeviceWork Work, bool MaskTravels);

/// <summary>What a round costs a device, as far as that is known before it.</summary>
public interface IRoundCosts
{
    /// <summary>Virtual seconds after which the round closes; infinite for never.</summary>
    double Deadline { get; }

    /// <summary>Virtual seconds that a device needs to receive, train and return a topology.</summary>
    double Seconds(int device, Topology topology);
}

/// <summary>A round, before it is handed out.</summary>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Model">The model before the round.</param>
/// <param name="Plan">What is sent where nothing is tailored.</param>
/// <param name="Rounds">T.</param>
/// <param name="Costs">What it would cost a device.</param>
public sealed record TailoringRound(FederatedAlgorithm Algorithm, GlobalModel Model, RoundPlan Plan, int Rounds, IRoundCosts Costs);

/// <summary>How devices get shares of a round that suit them.</summary>
public abstract record TailoringRule
{
    /// <summary>The shares of a round: devices that get the same topology get the same object.</summary>
    public abstract Func<int, Share> Shares(TailoringRound round);

    /// <summary>Whether a device may train another topology than the plan's, so that coordinates differ in their holders.</summary>
    public virtual bool ChangesTopology => true;

    /// <summary>Whether devices are asked for nothing but masked SGD on the cross-entropy, in any round.</summary>
    public virtual bool TrainsPlainly => true;

    /// <summary>Whether it looks at the values, or the report, of each update.</summary>
    public virtual bool NeedsUpdates => false;

    /// <summary>What the server keeps of a round, for the next ones.</summary>
    public virtual void Remember(RoundPlan plan, IReadOnlyList<Update> updates, ServerMemory memory)
    {
    }
}
