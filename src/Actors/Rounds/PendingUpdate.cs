using System.Collections.Immutable;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;

namespace FedPrune.Actors.Rounds;

/// <summary>An update that is on its way, after its round is over.</summary>
/// <param name="Device">Whose.</param>
/// <param name="Round">That it was trained in.</param>
/// <param name="ArrivesAt">Virtual seconds since the start of the run.</param>
/// <param name="Samples">n_i.</param>
/// <param name="Loss">Mean training loss of the last epoch.</param>
/// <param name="Seconds">From the start of its round until it arrives.</param>
public sealed record PendingUpdate(int Device, int Round, double ArrivesAt, int Samples, double Loss, double Seconds)
{
    /// <summary>Indices of its topology; null for a dense one.</summary>
    public ImmutableArray<int>? Kept { get; init; }

    /// <summary>u_i, compact.</summary>
    public ReadOnlyMemory<float> Values { get; init; }

    /// <summary>The update as it is aggregated.</summary>
    public Update Update(ParameterLayout layout) =>
        new(Device, Samples, Kept is { } kept ? Topology.Of(layout, [.. kept]) : Topology.Dense(layout), Values) { Loss = Loss, Seconds = Seconds };

    /// <summary>What is left of a result that comes too late for its round.</summary>
    internal static PendingUpdate Of(TrainResult result, double startsAt)
    {
        var (update, seconds) = (result.Update, result.Cost.Times.Total);
        return new PendingUpdate(update.Device, result.Round, startsAt + seconds, update.Samples, result.Loss, seconds)
        {
            Kept = update.Topology.IsDense ? null : [.. update.Topology.Kept],
            Values = update.Values,
        };
    }
}

/// <summary>What the server remembers of a device for choosing it again.</summary>
/// <param name="Round">When it last delivered.</param>
/// <param name="Loss">Its training loss then.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record Experience(int Round, double Loss, double Seconds);
