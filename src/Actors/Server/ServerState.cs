using System.Collections.Immutable;
using System.Text.Json;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Contribution;

namespace FedPrune.Actors.Server;

/// <summary>All that the server carries from one round to the next, and all that a checkpoint holds.</summary>
/// <param name="NextRound">The round to do next, from 0.</param>
/// <param name="Model">The global model before it.</param>
/// <param name="Totals">Costs so far.</param>
/// <param name="Masks">The id of the mask that each device was last sent.</param>
public sealed record ServerState(int NextRound, GlobalModel Model, RunTotals Totals, ImmutableDictionary<int, ulong> Masks)
{
    private const string MemoryPrefix = "memory/";

    private sealed record Numbers(int NextRound, RunTotals Totals, Dictionary<int, ulong> Masks, Dictionary<int, double> Reputations);

    /// <summary>The state before the first round.</summary>
    public static ServerState Initial(Experiment experiment) => new(
        0, GlobalModel.Initial(experiment.Algorithm, experiment.Network.Layout, experiment.Seed), RunTotals.Zero,
        ImmutableDictionary<int, ulong>.Empty);

    /// <summary>The state as it is written to a checkpoint: numbers survive bit for bit.</summary>
    public Snapshot ToSnapshot() => Snapshot.Of(
        JsonSerializer.Serialize(new Numbers(NextRound, Totals, new(Masks), new(Model.Reputations.Known))),
        [
            ("weights", Model.Weights), ("velocity", Model.Velocity),
            .. Model.Memory.Select(kept => (MemoryPrefix + kept.Key, kept.Value)),
        ]);

    /// <summary>The state of a checkpoint.</summary>
    public static ServerState From(Snapshot snapshot)
    {
        var numbers = JsonSerializer.Deserialize<Numbers>(snapshot.Json)!;
        var reputations = new Reputations(numbers.Reputations.ToImmutableSortedDictionary());
        var model = new GlobalModel(snapshot.Vectors["weights"], snapshot.Vectors["velocity"], reputations)
        {
            Memory = ServerMemory.None.AddRange(snapshot.Vectors
                .Where(vector => vector.Key.StartsWith(MemoryPrefix, StringComparison.Ordinal))
                .Select(vector => KeyValuePair.Create(vector.Key[MemoryPrefix.Length..], vector.Value))),
        };
        return new ServerState(numbers.NextRound, model, numbers.Totals, numbers.Masks.ToImmutableDictionary());
    }
}
