using System.Collections.Immutable;
using FedPrune.Actors.Faults;
using FedPrune.Actors.Rounds;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Cost;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Training;
using FedPrune.Model.Wire;

namespace FedPrune.Actors;

/// <summary>Everything that decides a run's result. The same experiment gives the same bits.</summary>
public sealed record Experiment
{
    public required FederatedAlgorithm Algorithm { get; init; }

    public required Network Network { get; init; }

    public required LocalTraining Training { get; init; }

    /// <summary>T, how many rounds.</summary>
    public required int Rounds { get; init; }

    /// <summary>How many devices are registered.</summary>
    public required int Devices { get; init; }

    /// <summary>How many of them are sampled in a round.</summary>
    public required int Cohort { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>How values travel to the devices.</summary>
    public ValueFormat Download { get; init; } = ValueFormat.Fp32;

    /// <summary>How values travel back.</summary>
    public ValueFormat Upload { get; init; } = ValueFormat.Fp32;

    /// <summary>Virtual seconds after which a round no longer waits; infinite for never.</summary>
    public double Deadline { get; init; } = double.PositiveInfinity;

    /// <summary>Share of the cohort that must have answered by the deadline for the round to count.</summary>
    public double Quorum { get; init; }

    /// <summary>How many samples each device has told the server it has; empty where nothing depends on it.</summary>
    public ImmutableArray<int> SampleCounts { get; init; } = [];

    /// <summary>What the devices can do.</summary>
    public required DevicePopulation Population { get; init; }

    /// <summary>Who is asked, when a round is over, and what becomes of those who come later.</summary>
    public RoundPolicy Policy { get; init; } = new();

    /// <summary>Times the length of the model sent that an update may have; longer ones are refused. Infinite for any.</summary>
    public double NormBound { get; init; } = 10;

    /// <summary>Magnitude that a number of an update may have.</summary>
    public double LargestChange => Algorithm.Sums == SumRule.FixedPoint ? FixedPoint.Most : double.PositiveInfinity;

    /// <summary>What goes wrong.</summary>
    public FaultPlan Faults { get; init; } = FaultPlan.None;
}

/// <summary>The images and who has which of them.</summary>
/// <param name="Images">Training and test images.</param>
/// <param name="Partition">The training images of each device.</param>
/// <param name="Labels">A label for every training image, as its device sees it.</param>
public sealed record FederatedData(ImageData Images, Partition Partition, ReadOnlyMemory<byte> Labels)
{
    /// <summary>The noise rate of each device's labels, for oracles; empty where it is not known.</summary>
    public ImmutableArray<double> NoiseRates { get; init; } = [];
}
