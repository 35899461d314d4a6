using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using FedPrune.Actors.Rounds;
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
    /// <summary>What each device keeps for itself from round to round, where the algorithm has it keep something.</summary>
    public ImmutableSortedDictionary<int, ReadOnlyMemory<float>> Devices { get; init; } =
        ImmutableSortedDictionary<int, ReadOnlyMemory<float>>.Empty;

    /// <summary>Updates on their way whose rounds are over, in device order; a device has one at most.</summary>
    public ImmutableArray<PendingUpdate> Pending { get; init; } = [];

    /// <summary>What the selection remembers of devices; empty where it goes by nothing of the kind.</summary>
    public ImmutableSortedDictionary<int, Experience> Seen { get; init; } = ImmutableSortedDictionary<int, Experience>.Empty;

    private const string MemoryPrefix = "memory/", DevicePrefix = "device/", KeptName = "kept";
    private const string PendingKeptPrefix = "pending-kept/", PendingPrefix = "pending/";

    private sealed record Numbers(int NextRound, RunTotals Totals, Dictionary<int, ulong> Masks, Dictionary<int, double> Reputations)
    {
        public PendingNumbers[] Pending { get; init; } = [];

        public Dictionary<int, Experience> Seen { get; init; } = [];
    }

    private sealed record PendingNumbers(int Device, int Round, double ArrivesAt, int Samples, double Loss, double Seconds);

    /// <summary>The state before the first round.</summary>
    public static ServerState Initial(Experiment experiment) => new(
        0, GlobalModel.Initial(experiment.Algorithm, experiment.Network.Layout, experiment.Seed), RunTotals.Zero,
        ImmutableDictionary<int, ulong>.Empty);

    /// <summary>The state as it is written to a checkpoint: numbers survive bit for bit.</summary>
    public Snapshot ToSnapshot() => Snapshot.Of(
        JsonSerializer.Serialize(new Numbers(NextRound, Totals, new(Masks), new(Model.Reputations.Known))
        {
            Pending = [.. Pending.Select(p => new PendingNumbers(p.Device, p.Round, p.ArrivesAt, p.Samples, p.Loss, p.Seconds))],
            Seen = new(Seen),
        }),
        [
            ("weights", Model.Weights), ("velocity", Model.Velocity),
            .. Model.Memory.Select(kept => (MemoryPrefix + kept.Key, kept.Value)),
            .. Devices.Select(kept => (DevicePrefix + Text(kept.Key), kept.Value)),
            .. Pending.Select(update => (PendingPrefix + Text(update.Device), update.Values)),
            .. Pending.Where(update => update.Kept is not null).Select(update => (PendingKeptPrefix + Text(update.Device), Bits(update.Kept!.Value))),
            .. Model.Kept is { } kept ? [(KeptName, Bits(kept))] : Array.Empty<(string, ReadOnlyMemory<float>)>(),
        ]);

    /// <summary>The state of a checkpoint.</summary>
    public static ServerState From(Snapshot snapshot)
    {
        var numbers = JsonSerializer.Deserialize<Numbers>(snapshot.Json)!;
        var reputations = new Reputations(numbers.Reputations.ToImmutableSortedDictionary());
        var model = new GlobalModel(snapshot.Vectors["weights"], snapshot.Vectors["velocity"], reputations)
        {
            Memory = ServerMemory.None.AddRange(Named(snapshot, MemoryPrefix)),
            Kept = Indices(snapshot, KeptName),
        };
        return new ServerState(numbers.NextRound, model, numbers.Totals, numbers.Masks.ToImmutableDictionary())
        {
            Devices = Named(snapshot, DevicePrefix).ToImmutableSortedDictionary(
                kept => int.Parse(kept.Key, CultureInfo.InvariantCulture), kept => kept.Value),
            Pending = [.. numbers.Pending.Select(p => Restored(snapshot, p))],
            Seen = numbers.Seen.ToImmutableSortedDictionary(),
        };
    }

    private static PendingUpdate Restored(Snapshot snapshot, PendingNumbers p) => new(p.Device, p.Round, p.ArrivesAt, p.Samples, p.Loss, p.Seconds)
    {
        Kept = Indices(snapshot, PendingKeptPrefix + Text(p.Device)),
        Values = snapshot.Vectors[PendingPrefix + Text(p.Device)],
    };

    private static ImmutableArray<int>? Indices(Snapshot snapshot, string name) =>
        snapshot.Vectors.TryGetValue(name, out var bits) ? [.. MemoryMarshal.Cast<float, int>(bits.Span)] : null;

    private static string Text(int device) => device.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<KeyValuePair<string, ReadOnlyMemory<float>>> Named(Snapshot snapshot, string prefix) =>
        snapshot.Vectors.Where(vector => vector.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(vector => KeyValuePair.Create(vector.Key[prefix.Length..], vector.Value));

    // A checkpoint holds vectors of floats, bit for bit: indices travel as such bits.
    private static ReadOnlyMemory<float> Bits(ImmutableArray<int> indices) => MemoryMarshal.Cast<int, float>(indices.AsSpan()).ToArray();
}
