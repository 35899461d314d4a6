using System.Collections.Immutable;
using System.Diagnostics;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Contribution;
using FedPrune.Model.Contribution.Validation;
using FedPrune.Model.Randomness;

namespace FedPrune.Host.Studies.Validity;

/// <summary>What a method makes of a round.</summary>
/// <param name="Scores">A score for each device.</param>
/// <param name="Asked">How many coalitions' models were evaluated.</param>
/// <param name="Seconds">How long it took, had it evaluated them itself.</param>
internal readonly record struct RoundScores(double[] Scores, int Asked, double Seconds);

/// <summary>A way to say what each device contributed to a round.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Of">Its scores.</param>
internal sealed record ContributionMethod(string Name, Func<ScoredRound, RoundScores> Of)
{
    public const string Exact = "exact";

    private const int Orders = 30;
    private const double Tolerance = 0.01;

    /// <summary>What a study may call its arms.</summary>
    public static IEnumerable<string> Names => All.Select(method => method.Name);

    /// <summary>All of them; those that look at coalitions first.</summary>
    public static ImmutableArray<ContributionMethod> All { get; } =
    [
        new(Exact, round => round.Playing((game, _) => ShapleyValues.Exact(game))),
        new("tmc", round => round.Playing((game, random) => ShapleyValues.TruncatedMonteCarlo(game, Orders, Tolerance, random))),
        new("gtg", round => round.Playing((game, random) => ShapleyValues.GuidedTruncation(game, new GuidedTruncationOptions(), random))),
        new("leave-one-out", round => round.Playing((game, _) => ShapleyValues.LeaveOneOut(game))),
        new("cgsv", round => round.Scoring("cgsv", 0.95, ContributionScore.Cgsv)),
        new("layerwise-signs", round => round.Scoring("layerwise-signs", 0.7, ContributionScore.LayerwiseSigns)),
        new("training loss", round => new RoundScores([.. round.Updates.Select(update => -update.Loss)], 0, 0)),
    ];
}

/// <summary>A score of updates by the reputations of their devices.</summary>
internal delegate double[] UpdateScore(IReadOnlyList<Update> updates, ReadOnlySpan<double> reputation);

/// <summary>A round on its way through the methods.</summary>
/// <param name="round">The round.</param>
/// <param name="game">Its updates as players; coalitions that one method has asked for are known to the next.</param>
/// <param name="secondsOfCoalition">Mean time that a coalition's worth took.</param>
/// <param name="reputations">Of each score, what the rounds before left; replaced by what this one leaves.</param>
/// <param name="seed">Of the run.</param>
internal sealed class ScoredRound(
    ReplayedRound round, Game game, Func<double> secondsOfCoalition, Dictionary<string, Reputations> reputations, ulong seed)
{
    public IReadOnlyList<Update> Updates => round.Updates;

    /// <summary>A method that asks what coalitions are worth.</summary>
    public RoundScores Playing(Func<Game, RandomStream, double[]> method)
    {
        var counted = new Game(game.Players, game.Worth);
        var scores = method(counted, RandomStream.For(seed, Purpose.PlayerOrders, round.Round));
        return new RoundScores(scores, counted.Asked, counted.Asked * secondsOfCoalition());
    }

    /// <summary>A method that looks at the updates alone, each by the reputations that it has given itself.</summary>
    public RoundScores Scoring(string name, double smoothing, UpdateScore score)
    {
        var clock = Stopwatch.StartNew();
        var before = reputations.GetValueOrDefault(name, Reputations.None);
        var scores = score(round.Updates, [.. round.Updates.Select(update => before.Of(update.Device))]);
        reputations[name] = before.Smoothed(round.Updates.Select(update => update.Device), scores, smoothing);
        return new RoundScores(scores, 0, clock.Elapsed.TotalSeconds);
    }
}
