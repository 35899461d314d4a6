namespace FedPrune.Model.Contribution.Validation;

/// <summary>Players and what their coalitions are worth, each found out once.</summary>
/// <param name="players">n, 1 to <see cref="Coalition.MostPlayers"/>.</param>
/// <param name="utility">V.</param>
public sealed class Game(int players, Utility utility)
{
    private readonly Dictionary<Coalition, double> _known = [];

    /// <summary>n.</summary>
    public int Players { get; } = players is >= 1 and <= Coalition.MostPlayers
        ? players
        : throw new ArgumentOutOfRangeException(nameof(players), players, $"a game has 1 to {Coalition.MostPlayers} players");

    /// <summary>How many coalitions were asked for: what a method costs.</summary>
    public int Asked => _known.Count;

    /// <summary>V(N).</summary>
    public double Whole => Worth(Coalition.All(Players));

    /// <summary>V(∅).</summary>
    public double Nothing => Worth(Coalition.None);

    /// <summary>V of a coalition.</summary>
    public double Worth(Coalition coalition)
    {
        if (!_known.TryGetValue(coalition, out var worth))
        {
            worth = utility(coalition);
            _known.Add(coalition, worth);
        }
        return worth;
    }
}
