using System.Collections.Immutable;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Contribution;
using FedPrune.Model.Networks;
using FedPrune.Model.Masks;

namespace FedPrune.Model.Algorithms;

/// <summary>What the server knows between two rounds. A round makes a new one; nothing in it is changed.</summary>
/// <param name="Weights">W, the dense model, (P).</param>
/// <param name="Velocity">V of server averaging, (P).</param>
/// <param name="Reputations">r of the devices seen.</param>
public sealed record GlobalModel(ReadOnlyMemory<float> Weights, ReadOnlyMemory<float> Velocity, Reputations Reputations)
{
    /// <summary>The indices of M, where the algorithm keeps it as a state; null where it follows from the weights.</summary>
    public ImmutableArray<int>? Kept { get; init; }

    /// <summary>What the algorithm's parts keep besides, by name.</summary>
    public ImmutableSortedDictionary<string, ReadOnlyMemory<float>> Memory { get; init; } = ServerMemory.None;

    /// <summary>The model before the first round: He initialisation, pruned if the algorithm starts so.</summary>
    public static GlobalModel Initial(FederatedAlgorithm algorithm, ParameterLayout layout, ulong seed)
    {
        var weights = Initialisation.He(layout, seed);
        var topology = algorithm.Masks?.First(layout, weights, RoundPlan.KeptCounts(algorithm, layout));
        if (algorithm.PrunedStart)
            Aggregator.Recover(weights, topology ?? RoundPlan.PrunedTopology(algorithm, layout, weights, seed), rho: 0);
        return new GlobalModel(weights, new float[layout.Count], Reputations.None) { Kept = topology?.AsState() };
    }
}
