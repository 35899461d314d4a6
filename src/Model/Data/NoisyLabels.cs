using System.Collections.Immutable;

namespace FedPrune.Model.Data;

/// <summary>The labels that devices train on: one array for all, since no sample has two owners.</summary>
/// <param name="Labels">(n) labels after noise, by index in the training set; true where nobody holds the sample.</param>
/// <param name="Rates">(N) the rate drawn for each device; 0 where it is clean.</param>
/// <param name="RealisedRates">(N) the share of each device's labels that came out wrong.</param>
public sealed record NoisyLabels(ReadOnlyMemory<byte> Labels, ImmutableArray<double> Rates, ImmutableArray<double> RealisedRates);
