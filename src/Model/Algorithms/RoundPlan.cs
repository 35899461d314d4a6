using FedPrune.Model.Aggregation;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;
using FedPrune.Model.Works;

namespace FedPrune.Model.Algorithms;

/// <summary>The topologies of one round and the sparse model that its devices receive.</summary>
/// <param name="Round">t, from 0.</param>
/// <param name="Pruned">M_t, the server's topology: the sparse model that is evaluated and exported.</param>
/// <param name="Travelling">What of the sent topology travels: the rest is derived on both sides from seed and round.</param>
/// <param name="Sent">What devices train: <paramref name="Travelling"/> and the explored coordinates.</param>
/// <param name="Values">W on the sent topology, compact.</param>
public sealed record RoundPlan(int Round, Topology Pruned, Topology Travelling, Topology Sent, ReadOnlyMemory<float> Values)
{
    /// <summary>What every device does that gets no share of its own.</summary>
    public DeviceWork Work { get; init; } = DeviceWork.Training;

    /// <summary>Seed of the run.</summary>
    public ulong Seed { get; init; }

    /// <summary>Decides what a round trains: the pruned model, a share of it given up to exploration.</summary>
    /// <param name="algorithm">Its pruning rate and readjustment.</param>
    /// <param name="model">W_t.</param>
    /// <param name="pruned">M_t, from <c>PrunedTopology</c>.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="round">t.</param>
    public static RoundPlan For(FederatedAlgorithm algorithm, GlobalModel model, Topology pruned, ulong seed, int round)
    {
        var weights = model.Weights.Span;
        var alpha = algorithm.DynamicTopology ? algorithm.Readjustment.At(round) : 0;
        if (alpha == 0)
            return WithoutExploration(algorithm, model, pruned, seed, round);
        var kept = KeptCounts(algorithm, pruned.Layout);
        var travelling = TopologySearch.ByMagnitude(pruned.Layout, weights, TopologySearch.WithoutExplored(pruned.Layout, kept, alpha));
        var sent = TopologySearch.Explored(travelling, kept, seed, round);
        return new RoundPlan(round, pruned, travelling, sent, sent.Gather(weights)) { Seed = seed };
    }

    /// <summary>M_t, whether it is the model's state or follows from its weights.</summary>
    public static Topology PrunedTopology(FederatedAlgorithm algorithm, ParameterLayout layout, GlobalModel model, ulong seed) =>
        model.Kept is { } kept ? Topology.Of(layout, [.. kept]) : PrunedTopology(algorithm, layout, model.Weights.Span, seed);

    /// <summary>M_t: the largest magnitudes of W_t, layer by layer; of W_0 where the topology does not move.</summary>
    public static Topology PrunedTopology(FederatedAlgorithm algorithm, ParameterLayout layout, ReadOnlySpan<float> weights, ulong seed)
    {
        var kept = KeptCounts(algorithm, layout);
        if (kept.Sum() == layout.Count)
            return Topology.Dense(layout); // no magnitudes to look at
        return TopologySearch.ByMagnitude(layout, algorithm.DynamicTopology ? weights : Initialisation.He(layout, seed), kept);
    }

    /// <summary>How many weights each block keeps at the algorithm's pruning rate.</summary>
    internal static int[] KeptCounts(FederatedAlgorithm algorithm, ParameterLayout layout) =>
        LayerDensities.KeptCounts(layout, algorithm.Densities, 1 - algorithm.PruningRate);

    private static RoundPlan WithoutExploration(FederatedAlgorithm algorithm, GlobalModel model, Topology pruned, ulong seed, int round)
    {
        var sent = algorithm.Masks?.Sent(pruned, model.Weights.Span) ?? pruned;
        var plan = new RoundPlan(round, pruned, sent, sent, sent.IsDense ? model.Weights : sent.Gather(model.Weights.Span)) { Seed = seed };
        return plan with { Work = WorkOf(algorithm, model, plan) };
    }

    private static DeviceWork WorkOf(FederatedAlgorithm algorithm, GlobalModel model, RoundPlan plan)
    {
        if (algorithm.Masks is { } masks)
            return masks.Work(plan);
        if (algorithm.ControlledDevices > 0)
            return ControlledTraining.Of(plan.Sent, model.Memory.GetValueOrDefault(ControlVariates.Name, new float[plan.Sent.Count]));
        return algorithm.SentShare < 1 ? new SendingLargest(algorithm.SentShare) : DeviceWork.Training;
    }
}
