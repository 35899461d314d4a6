using System.Numerics;

namespace FedPrune.Model.Contribution.Validation;

/// <summary>Some of up to 64 players.</summary>
/// <param name="Members">A bit for each player, set for those who are in.</param>
public readonly record struct Coalition(ulong Members)
{
    /// <summary>The most players there can be.</summary>
    public const int MostPlayers = 64;

    /// <summary>Nobody.</summary>
    public static Coalition None => default;

    /// <summary>How many are in.</summary>
    public int Count => BitOperations.PopCount(Members);

    /// <summary>All of so many players.</summary>
    public static Coalition All(int players) => players is >= 0 and <= MostPlayers
        ? new(players == MostPlayers ? ulong.MaxValue : (1ul << players) - 1)
        : throw new ArgumentOutOfRangeException(nameof(players), players, $"a game has up to {MostPlayers} players");

    public bool Contains(int player) => (Members >> player & 1) != 0;

    /// <summary>The coalition with one more.</summary>
    public Coalition With(int player) => new(Members | (1ul << player));

    /// <summary>The coalition without one.</summary>
    public Coalition Without(int player) => new(Members & ~(1ul << player));
}

/// <summary>What a coalition is worth, V. It is asked for each coalition once.</summary>
public delegate double Utility(Coalition coalition);
