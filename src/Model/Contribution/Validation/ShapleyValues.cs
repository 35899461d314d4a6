using FedPrune.Model.Randomness;

namespace FedPrune.Model.Contribution.Validation;

/// <summary>What each player contributes to what all are worth, exactly and by ways that ask for fewer coalitions.</summary>
public static class ShapleyValues
{
    /// <summary>The most players of whom all coalitions are asked.</summary>
    public const int MostExact = 16;

    /// <summary><c>φ_i = Σ_{S⊆N∖i} |S|!·(n − |S| − 1)!/n! · (V(S∪i) − V(S))</c> (Shapley, 1953). They sum to V(N) − V(∅).</summary>
    /// <exception cref="ArgumentException">The game has more than <see cref="MostExact"/> players.</exception>
    public static double[] Exact(Game game)
    {
        if (game.Players > MostExact)
            throw new ArgumentException($"{game.Players} players have 2^{game.Players} coalitions: exactly is up to {MostExact}");
        var weights = OrderShares(game.Players);
        var values = new double[game.Players];
        for (ulong members = 0; members < 1ul << game.Players; members++)
        {
            var coalition = new Coalition(members);
            for (int i = 0; i < values.Length; i++)
            {
                if (!coalition.Contains(i))
                    values[i] += weights[coalition.Count] * (game.Worth(coalition.With(i)) - game.Worth(coalition));
            }
        }
        return values;
    }

    /// <summary>Leave-one-out: <c>φ_i = V(N) − V(N∖i)</c>. They need not sum to anything.</summary>
    public static double[] LeaveOneOut(Game game) =>
        [.. Enumerable.Range(0, game.Players).Select(i => game.Whole - game.Worth(Coalition.All(game.Players).Without(i)))];

    /// <summary>
    /// Truncated Monte Carlo (Ghorbani and Zou, 2019): mean marginal contributions over random orders; once an order's players so
    /// far are worth what all are, to within a tolerance, those who follow contribute nothing.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="orders">How many orders are drawn.</param>
    /// <param name="tolerance">0 truncates only where nothing is missing.</param>
    /// <param name="random">Draws the orders.</param>
    public static double[] TruncatedMonteCarlo(Game game, int orders, double tolerance, RandomStream random)
    {
        var values = new double[game.Players];
        int[] order = [.. Enumerable.Range(0, game.Players)];
        for (int drawn = 0; drawn < orders; drawn++)
        {
            random.Shuffle(order);
            AddMarginals(game, order, tolerance, values);
        }
        return [.. values.Select(value => value / orders)];
    }

    /// <summary>
    /// Guided truncation gradient Shapley (Liu et al., 2022) of one round: nothing where the round gained next to nothing; else
    /// orders that each player leads in turn, truncated as above, until the values settle.
    /// </summary>
    /// <param name="game">The round's updates as players.</param>
    /// <param name="options">When a round, an order and the whole are done.</param>
    /// <param name="random">Draws the orders behind the leaders.</param>
    public static double[] GuidedTruncation(Game game, GuidedTruncationOptions options, RandomStream random)
    {
        var sums = new double[game.Players];
        if (Math.Abs(game.Whole - game.Nothing) <= options.BetweenRounds)
            return sums;
        var least = Math.Max(options.LeastOrders, game.Players);
        var history = new List<double[]>();
        for (int drawn = 1; drawn <= options.MostOrders; drawn++)
        {
            AddMarginals(game, Led((drawn - 1) % game.Players, game.Players, random), options.WithinRound, sums);
            history.Add([.. sums.Select(sum => sum / drawn)]);
            if (drawn >= least && Settled(history, options.Settled))
                break;
        }
        return history[^1];
    }

    private static void AddMarginals(Game game, ReadOnlySpan<int> order, double tolerance, double[] sums)
    {
        var (coalition, before) = (Coalition.None, game.Nothing);
        foreach (var player in order)
        {
            if (Math.Abs(game.Whole - before) < tolerance)
                return;
            coalition = coalition.With(player);
            var worth = game.Worth(coalition);
            sums[player] += worth - before;
            before = worth;
        }
    }

    private static int[] Led(int leader, int players, RandomStream random)
    {
        int[] others = [.. Enumerable.Range(0, players).Where(player => player != leader)];
        random.Shuffle(others);
        return [leader, .. others];
    }

    // The mean relative change over the last ten orders.
    private static bool Settled(List<double[]> history, double enough)
    {
        if (history.Count <= 10)
            return false;
        var (now, then) = (history[^1], history[^11]);
        return now.Zip(then, (a, b) => Math.Abs(a - b) / Math.Max(Math.Abs(a), 1e-12)).Average() <= enough;
    }

    // |S|!·(n − |S| − 1)!/n! for every |S|, without factorials: 1/n for nobody, then each from the one before.
    private static double[] OrderShares(int players)
    {
        var shares = new double[players];
        shares[0] = 1.0 / players;
        for (int size = 1; size < players; size++)
            shares[size] = shares[size - 1] * size / (players - size);
        return shares;
    }
}

/// <summary>When guided truncation is done.</summary>
public sealed record GuidedTruncationOptions
{
    /// <summary>A round that gained no more than this has no contributions.</summary>
    public double BetweenRounds { get; init; } = 0.01;

    /// <summary>What may be missing from V(N) for an order to be done.</summary>
    public double WithinRound { get; init; } = 0.001;

    /// <summary>The mean relative change over ten orders from which the values have settled.</summary>
    public double Settled { get; init; } = 0.05;

    /// <summary>Orders that are drawn at least.</summary>
    public int LeastOrders { get; init; } = 30;

    /// <summary>Orders that are drawn at most.</summary>
    public int MostOrders { get; init; } = 1000;
}
