using FedPrune.Model.Contribution;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Algorithms;

/// <summary>What the server knows between two rounds. A round makes a new one; nothing in it is changed.</summary>
/// <param name="Weights">W, the dense model, (P).</param>
/// <param name="Velocity">V of server averaging, (P).</param>
/// <param name="Reputations">r of the devices seen.</param>
public sealed record GlobalModel(ReadOnlyMemory<float> Weights, ReadOnlyMemory<float> Velocity, Reputations Reputations)
{
    /// <summary>The model before the first round: He initialisation, pruned if the algorithm starts so.</summary>
    public static GlobalModel Initial(FederatedAlgorithm algorithm, ParameterLayout layout, ulong seed)
    {
        var weights = Initialisation.He(layout, seed);
        if (algorithm.PrunedStart)
            Aggregation.Aggregator.Recover(weights, RoundPlan.InitialTopology(algorithm, layout, weights), rho: 0);
        return new GlobalModel(weights, new float[layout.Count], Reputations.None);
    }
}

/// <summary>The topologies of one round and the sparse model that its devices receive.</summary>
/// <param name="Round">t, from 0.</param>
/// <param name="Pruned">M_t, the server's topology: the sparse model that is evaluated and exported.</param>
/// <param name="Travelling">What of the sent topology travels: the rest is derived on both sides from seed and round.</param>
/// <param name="Sent">What devices train: <paramref name="Travelling"/> and the explored coordinates.</param>
/// <param name="Values">W on the sent topology, compact.</param>
public sealed record RoundPlan(int Round, Topology Pruned, Topology Travelling, Topology Sent, ReadOnlyMemory<float> Values)
{
    /// <summary>Prunes the dense model for a round.</summary>
    public static RoundPlan For(FederatedAlgorithm algorithm, GlobalModel model, ParameterLayout layout, ulong seed, int round)
    {
        var weights = model.Weights.Span;
        var kept = KeptCounts(algorithm, layout);
        if (!algorithm.DynamicTopology)
        {
            var fixedTopology = InitialTopology(algorithm, layout, Initialisation.He(layout, seed));
            return new RoundPlan(round, fixedTopology, fixedTopology, fixedTopology, fixedTopology.Gather(weights));
        }
        var pruned = TopologySearch.ByMagnitude(layout, weights, kept);
        var alpha = algorithm.Readjustment.At(round);
        if (alpha == 0)
            return new RoundPlan(round, pruned, pruned, pruned, pruned.Gather(weights));
        var travelling = TopologySearch.ByMagnitude(layout, weights, TopologySearch.WithoutExplored(layout, kept, alpha));
        var sent = TopologySearch.Explored(travelling, kept, seed, round);
        return new RoundPlan(round, pruned, travelling, sent, sent.Gather(weights));
    }

    /// <summary>The topology of the initial weights.</summary>
    public static Topology InitialTopology(FederatedAlgorithm algorithm, ParameterLayout layout, ReadOnlySpan<float> initial) =>
        TopologySearch.ByMagnitude(layout, initial, KeptCounts(algorithm, layout));

    private static int[] KeptCounts(FederatedAlgorithm algorithm, ParameterLayout layout) =>
        LayerDensities.KeptCounts(layout, algorithm.Densities, 1 - algorithm.PruningRate);
}
