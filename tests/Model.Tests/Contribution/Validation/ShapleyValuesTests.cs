using FedPrune.Model.Aggregation;
using FedPrune.Model.Contribution.Validation;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Tests.Networks;

namespace FedPrune.Model.Tests.Contribution.Validation;

public sealed class ShapleyValuesTests
{
    private static readonly double[] Own = [0.1, 0.05, 0.3, 0, 0.2, -0.1];

    [Fact]
    public void Of_an_additive_game_every_way_finds_each_players_own_worth()
    {
        foreach (var values in (double[][])
            [ShapleyValues.Exact(Additive()), ShapleyValues.LeaveOneOut(Additive()), Monte(Additive(), 7), Guided(Additive())])
        {
            Assert.All(Own.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 9));
        }
    }

    [Fact]
    public void Players_of_a_symmetric_game_share_alike()
    {
        var values = ShapleyValues.Exact(new Game(7, coalition => Math.Sqrt(coalition.Count)));
        Assert.All(values, value => Assert.Equal(Math.Sqrt(7) / 7, value, 12));
    }

    [Fact]
    public void Of_the_gloves_game_the_only_left_glove_gets_two_thirds()
    {
        // Player 0 has a left glove, 1 and 2 a right one each; a pair is worth 1 (Shapley, 1953: 2/3, 1/6, 1/6).
        var values = ShapleyValues.Exact(new Game(3, c => c.Contains(0) && (c.Contains(1) || c.Contains(2)) ? 1 : 0));
        Assert.Equal([0.666667, 0.166667, 0.166667], values.Select(value => Math.Round(value, 6)));
    }

    [Fact]
    public void Exact_values_sum_to_what_all_gain_over_nobody_and_a_dummy_gets_nothing()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var game = Random(seed, players: 8, dummy: 3);
            var values = ShapleyValues.Exact(game);
            Assert.Equal(game.Whole - game.Nothing, values.Sum(), 10);
            Assert.Equal(0, values[3], 12);
            Assert.Equal(256, game.Asked);
        }
    }

    [Fact]
    public void Monte_Carlo_comes_to_the_exact_values_within_its_error()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            var exact = ShapleyValues.Exact(Random(seed, 6));
            // Marginals lie in [−1, 1]: 4000 orders leave a standard error of at most 1/√4000, of which this is four.
            Assert.All(exact.Zip(Monte(Random(seed, 6), 4000)), pair => Assert.InRange(pair.First - pair.Second, -0.0633, 0.0633));
            Assert.Equal(exact.Sum(), Monte(Random(seed, 6), 50).Sum(), 9); // every order's marginals sum to V(N) − V(∅)
        }
    }

    [Fact]
    public void Truncation_asks_for_fewer_coalitions_where_few_players_are_all_it_takes()
    {
        static Game Enough() => new(10, coalition => Math.Min(3, coalition.Count) / 3.0);
        Game whole = Enough(), truncated = Enough();
        ShapleyValues.TruncatedMonteCarlo(whole, 30, tolerance: 0, RandomStream.For(1, Purpose.Sampling));
        var values = ShapleyValues.TruncatedMonteCarlo(truncated, 30, tolerance: 0.01, RandomStream.For(1, Purpose.Sampling));
        Assert.True(truncated.Asked < whole.Asked, $"{truncated.Asked} of {whole.Asked}");
        Assert.Equal(1, values.Sum(), 9);
    }

    [Fact]
    public void Guided_truncation_comes_close_and_gives_nothing_for_a_round_that_gained_nothing()
    {
        var exact = ShapleyValues.Exact(Random(2, 6));
        var guided = ShapleyValues.GuidedTruncation(
            Random(2, 6), new GuidedTruncationOptions { Settled = 1e-3, MostOrders = 4000, WithinRound = 0 }, RandomStream.For(3, Purpose.Sampling));
        Assert.All(exact.Zip(guided), pair => Assert.InRange(pair.First - pair.Second, -0.08, 0.08));
        var idle = new Game(6, coalition => coalition.Count == 6 ? 0.005 : 0);
        Assert.Equal(new double[6], Guided(idle));
        Assert.Equal(2, idle.Asked);
    }

    [Fact]
    public void Too_many_players_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Game(65, _ => 0));
        Assert.Throws<ArgumentException>(() => ShapleyValues.Exact(new Game(17, _ => 0)));
        Assert.Equal(64, Coalition.All(64).Count);
    }

    [Fact]
    public void A_coalitions_model_is_the_mean_of_its_members()
    {
        var dense = Topology.Dense(TinyNetworks.Toy.Layout);
        Update[] updates = [.. Enumerable.Range(1, 3).Select(i => new Update(i, 10 * i, dense, Enumerable.Repeat((float)i, dense.Count).ToArray()))];
        var model = Enumerable.Repeat(100f, dense.Count).ToArray();
        Assert.All(RoundGames.ModelOf(model, updates, Coalition.None), w => Assert.Equal(100, w));
        Assert.All(RoundGames.ModelOf(model, updates, new Coalition(0b101)), w => Assert.Equal(100 + ((10 + 90) / 40f), w));
        Assert.Equal(100 + (140 / 60.0), RoundGames.OfModels(model, updates, weights => weights.Span[7]).Whole, 4);
    }

    [Fact]
    public void By_direction_everybody_is_worth_one_and_nobody_nothing()
    {
        var dense = Topology.Dense(TinyNetworks.Toy.Layout);
        Update[] updates = [.. Enumerable.Range(0, 4).Select(i => new Update(i, 1, dense, Wire.Topologies.Values(dense, Wire.Topologies.Stream(i))))];
        var game = RoundGames.OfDirections(updates, [1, 2, 3, 4]);
        Assert.Equal((0.0, 1.0), (game.Nothing, Math.Round(game.Whole, 12)));
        Assert.Equal(1, ShapleyValues.Exact(game).Sum(), 9);
    }

    private static Game Additive() => new(Own.Length, c => 0.4 + Own.Where((_, i) => c.Contains(i)).Sum());

    private static Game Random(int seed, int players, int dummy = -1) => new(
        players, c => RandomStream.For((ulong)seed, Purpose.Sampling, (int)(dummy < 0 ? c : c.Without(dummy)).Members).NextDouble());

    private static double[] Monte(Game game, int orders) => ShapleyValues.TruncatedMonteCarlo(game, orders, 0, RandomStream.For(1, Purpose.Sampling));

    private static double[] Guided(Game game) =>
        ShapleyValues.GuidedTruncation(game, new GuidedTruncationOptions { WithinRound = 0 }, RandomStream.For(1, Purpose.Sampling));
}
