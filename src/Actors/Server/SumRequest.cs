using System.Collections.Immutable;
using FedPrune.Model.Aggregation;

namespace FedPrune.Actors.Server;

/// <summary>What the server wants to know of the updates that a node keeps; answered by one <see cref="SumAnswer"/>.</summary>
/// <param name="Round">t.</param>
/// <param name="Devices">Whose updates.</param>
/// <param name="Weights">A factor for each, not negative; those of all nodes sum to 1.</param>
public abstract record SumRequest(int Round, ImmutableArray<int> Devices, ImmutableArray<double> Weights)
{
    /// <summary>Their weighted sum; answered by <see cref="SumAnswer.Mean"/>.</summary>
    public sealed record Mean(int Round, ImmutableArray<int> Devices, ImmutableArray<double> Weights) : SumRequest(Round, Devices, Weights);

    /// <summary>What they add to the direction that all are scored against; answered by <see cref="SumAnswer.Direction"/>.</summary>
    public sealed record Direction(int Round, ImmutableArray<int> Devices, ImmutableArray<double> Weights) : SumRequest(Round, Devices, Weights);

    /// <summary>Their scores; answered by <see cref="SumAnswer.Scores"/>.</summary>
    /// <param name="Round">t.</param>
    /// <param name="Devices">Whose updates.</param>
    /// <param name="Weights">Their shares in the direction.</param>
    /// <param name="Total">The direction, summed over all nodes.</param>
    public sealed record Scores(int Round, ImmutableArray<int> Devices, ImmutableArray<double> Weights, FixedVector Total)
        : SumRequest(Round, Devices, Weights);
}

/// <summary>What a node makes of the updates that it keeps.</summary>
public abstract record SumAnswer
{
    private SumAnswer()
    {
    }

    public sealed record Mean(FixedMean Part) : SumAnswer;

    public sealed record Direction(FixedVector Part) : SumAnswer;

    public sealed record Scores(ImmutableArray<double> Values) : SumAnswer;
}
