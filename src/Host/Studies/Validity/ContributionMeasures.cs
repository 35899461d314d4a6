using FedPrune.Model.Contribution.Validation;

namespace FedPrune.Host.Studies.Validity;

/// <summary>How good a way to score devices is.</summary>
internal static class ContributionMeasures
{
    /// <summary>How well low scores tell noisy devices from others; null where there are not both.</summary>
    public static double? NoisyAuc(FinishedRun run, string method) => Of(run, method, (record, scores) =>
        Agreement.NoisyAuc(scores, [.. record.NoiseRates.Select(rate => rate > 0)]) is var auc && double.IsNaN(auc) ? null : auc);

    /// <summary>Pearson's correlation with the exact Shapley values.</summary>
    public static double? Pearson(FinishedRun run, string method) =>
        Of(run, method, (record, scores) => Agreement.Pearson(scores, record.Methods[ContributionMethod.Exact].Scores));

    /// <summary>Spearman's.</summary>
    public static double? Spearman(FinishedRun run, string method) =>
        Of(run, method, (record, scores) => Agreement.Spearman(scores, record.Methods[ContributionMethod.Exact].Scores));

    /// <summary>Pearson's correlation with the shares of wrong labels.</summary>
    public static double? WithNoise(FinishedRun run, string method) =>
        Of(run, method, (record, scores) => Agreement.Pearson(scores, record.NoiseRates));

    /// <summary>Coalitions whose model is evaluated, a round.</summary>
    public static double? Coalitions(FinishedRun run, string method) => ContributionRecord.Of(run)?.Methods[method].Asked;

    /// <summary>Milliseconds a round.</summary>
    public static double? Milliseconds(FinishedRun run, string method) => 1e3 * ContributionRecord.Of(run)?.Methods[method].Seconds;

    private static double? Of(FinishedRun run, string method, Func<ContributionRecord, IReadOnlyList<double>, double?> measure) =>
        ContributionRecord.Of(run) is { } record ? measure(record, record.Methods[method].Scores) : null;
}
