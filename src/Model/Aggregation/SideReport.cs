using FedPrune.Model.Pruning;

namespace FedPrune.Model.Aggregation;

/// <summary>What travels besides a model or an update: gradients, control variates, losses.</summary>
/// <param name="Where">The coordinates it speaks of; null where it speaks of none.</param>
/// <param name="Values">A number for each of them, or some numbers where there are no coordinates; empty where only the coordinates count.</param>
public sealed record SideReport(Topology? Where, ReadOnlyMemory<float> Values);
