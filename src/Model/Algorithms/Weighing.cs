using FedPrune.Model.Aggregation;
using FedPrune.Model.Contribution;
using FedPrune.Model.Tailoring;

namespace FedPrune.Model.Algorithms;

/// <summary>What a round's updates are worth.</summary>
/// <param name="Scores">φ of each update; empty where the algorithm scores none.</param>
/// <param name="Weights">π of each update, not negative, their sum 1.</param>
/// <param name="Reputations">r after this round.</param>
public sealed record Weighing(IReadOnlyList<double> Scores, IReadOnlyList<double> Weights, Reputations Reputations)
{
    /// <summary>Scores the updates against each other, smooths, and trades contribution off against data size.</summary>
    /// <param name="algorithm">Which score, how smoothed, how traded off.</param>
    /// <param name="updates">The updates counted, at least one, in device order.</param>
    /// <param name="before">r before this round.</param>
    /// <param name="round">t, from 0.</param>
    /// <param name="rounds">T.</param>
    public static Weighing Of(FederatedAlgorithm algorithm, IReadOnlyList<Update> updates, Reputations before, int round, int rounds) =>
        Of(algorithm, updates, Score(algorithm, updates, before), before, round, rounds);

    /// <summary>Weighs updates whose scores are known, smooths, and trades contribution off against data size.</summary>
    /// <param name="algorithm">How smoothed, how traded off.</param>
    /// <param name="updates">The updates counted, at least one, in device order.</param>
    /// <param name="scores">φ of each; empty where the algorithm scores none, or knows better.</param>
    /// <param name="before">r before this round.</param>
    /// <param name="round">t, from 0.</param>
    /// <param name="rounds">T.</param>
    public static Weighing Of(
        FederatedAlgorithm algorithm, IReadOnlyList<Update> updates, IReadOnlyList<double> scores, Reputations before, int round, int rounds)
    {
        int[] samples = [.. updates.Select(u => u.Samples)];
        var byData = WithoutContribution(algorithm, updates, samples);
        if (algorithm.Contribution == ContributionRule.None)
            return new Weighing([], byData, before);
        if (algorithm.Contribution == ContributionRule.Oracle)
            return Known(algorithm, updates, samples, before);

        var after = before.Smoothed(updates.Select(u => u.Device), scores, algorithm.Smoothing);
        double[] reputation = [.. updates.Select(u => after.Of(u.Device))];
        var byContribution = AggregationWeights.ByContribution(algorithm.Weights, samples, reputation, after.UpperQuartile());
        var lambda = algorithm.TradeOff.At(round, rounds);
        return new Weighing(scores, AggregationWeights.TradedOff(byData, byContribution, lambda), after);
    }

    private static double[] WithoutContribution(FederatedAlgorithm algorithm, IReadOnlyList<Update> updates, int[] samples) =>
        algorithm.Krum is { } krum ? krum.Weights(updates)
        : algorithm.Tailoring is Suspicion ? Suspicion.Weights(updates)
        : algorithm.EqualWeights ? [.. samples.Select(_ => 1.0 / samples.Length)]
        : AggregationWeights.BySize(samples);

    // Who knows the noisy devices leaves them out; where all are noisy, data size is all there is.
    private static Weighing Known(FederatedAlgorithm algorithm, IReadOnlyList<Update> updates, int[] samples, Reputations before)
    {
        double[] clean = [.. updates.Select(u => 1 - algorithm.KnownNoise[u.Device])];
        int[] trusted = [.. samples.Zip(clean, (n, c) => c < 1 ? 0 : n)];
        var weights = AggregationWeights.BySize(trusted.Any(n => n > 0) ? trusted : samples);
        return new Weighing(clean, weights, before.Smoothed(updates.Select(u => u.Device), clean, 0));
    }

    private static double[] Score(FederatedAlgorithm algorithm, IReadOnlyList<Update> updates, Reputations before)
    {
        if (!algorithm.ScoresUpdates)
            return [];
        double[] reputation = [.. updates.Select(u => before.Of(u.Device))];
        return algorithm.Sums == SumRule.FixedPoint ? InFixedPoint(algorithm.Contribution, updates, reputation)
            : algorithm.Contribution == ContributionRule.Cgsv ? ContributionScore.Cgsv(updates, reputation)
            : ContributionScore.LayerwiseSigns(updates, reputation);
    }

    private static double[] InFixedPoint(ContributionRule rule, IReadOnlyList<Update> updates, double[] reputation)
    {
        var shares = DirectionScore.Shares(rule, [.. updates.Select(u => u.Samples)], reputation);
        return DirectionScore.Of(DirectionScore.Direction(rule, updates, shares), rule, updates, shares);
    }
}
