using System.Collections.Immutable;
using System.Globalization;
using FedPrune.Host.Studies.Oracle;
using FedPrune.Host.Studies.Validity;

namespace FedPrune.Host.Studies;

/// <summary>A number that a run has, as a column of a table.</summary>
/// <param name="Header">The column's title.</param>
/// <param name="Unit">Its unit; empty for none.</param>
/// <param name="Decimals">How many are shown; null for three significant digits.</param>
/// <param name="Each">A value a seed of a cell; null where there is none.</param>
internal sealed record Measure(string Header, string Unit, int? Decimals, Func<Cell, StudyResult, ImmutableArray<double?>> Each)
{
    private const double Percent = 100;

    /// <summary>The words that a study may put in <c>measures</c>.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "accuracy", "recovered", "loss", "accuracy-at-bytes", "accuracy-at-flops", "accuracy-at-time", "time-to", "bytes", "flops", "time",
        "noisy-auc", "noisy-weight", "late", "density", "costs", "contribution",
    ];

    /// <summary>The columns that a word stands for: one, or one a budget or target.</summary>
    /// <exception cref="UserException">There is no such measure.</exception>
    public static IEnumerable<Measure> Named(string name, Study study) => name switch
    {
        "accuracy" => [OfRun("accuracy", "%", 1, run => Percent * run.Summary.LastFiveAccuracy)],
        "recovered" => [OfRun("recovered model", "%", 1, run => Percent * run.Rounds.TakeLast(5).Average(r => r.AccuracyDense))],
        "loss" => [new Measure($"lost against {study.Conditions[0].Name}", "%", 1, Loss)],
        "accuracy-at-bytes" => study.Budgets.Select(share => AtBudget(Cost.Bytes, share)),
        "accuracy-at-flops" => study.Budgets.Select(share => AtBudget(Cost.Flops, share)),
        "accuracy-at-time" => study.Budgets.Select(share => AtBudget(Cost.Time, share)),
        "time-to" => study.Targets.Select(target => OfRun(Text($"time to {Percent * target:0.#} %"), "s", null, run => Curve.Of(run, Cost.Time.Of).FirstAt(target))),
        "bytes" => [OfRun("bytes", Cost.Bytes.Unit, null, run => Cost.Bytes.Total(run))],
        "flops" => [OfRun("FLOPs", Cost.Flops.Unit, null, run => Cost.Flops.Total(run))],
        "time" => [OfRun("simulated time", "s", null, run => Cost.Time.Total(run))],
        "noisy-auc" => [OfRun("ranking of noisy devices", "AUC", 2, NoisyDevices.Ranking)],
        "noisy-weight" => [OfRun("weight of noisy devices", "%", 1, run => Percent * NoisyDevices.Weight(run))],
        "late" => [OfRun("late", "%", 1, Late)],
        "costs" =>
        [
            OfRun("bytes, counted", "kB", null, run => RunCosts.Of(run)?.Bytes / 1e3),
            OfRun("literature's formats", "kB", null, run => RunCosts.Of(run)?.LiteratureBytes / 1e3),
            OfRun("smallest of them", "kB", null, run => RunCosts.Of(run)?.SmallestBytes / 1e3),
            OfRun("counted over smallest", "", 3, run => RunCosts.Of(run) is { } costs ? costs.Bytes / costs.SmallestBytes : null),
            OfRun("FLOPs of a sample, counted", "MFLOP", null, run => RunCosts.Of(run)?.SampleFlops / 1e6),
            OfRun("literature's rule", "MFLOP", null, run => RunCosts.Of(run)?.LiteratureFlops / 1e6),
            OfRun("counted over rule", "", 3, run => RunCosts.Of(run) is { } costs ? costs.SampleFlops / costs.LiteratureFlops : null),
        ],
        "contribution" =>
        [
            OfMethod("ranking of noisy devices", "AUC", 2, ContributionMeasures.NoisyAuc),
            OfMethod("Pearson, with exact values", "", 2, ContributionMeasures.Pearson),
            OfMethod("Spearman, with exact values", "", 2, ContributionMeasures.Spearman),
            OfMethod("Pearson, with noise rates", "", 2, ContributionMeasures.WithNoise),
            OfMethod("coalitions evaluated a round", "", 0, ContributionMeasures.Coalitions),
            OfMethod("time a round", "ms", null, ContributionMeasures.Milliseconds),
        ],
        "density" => [OfRun("density", "%", 1, run => Percent * run.Rounds[^1].Density)],
        _ => throw UserException.Usage($"{study.Name}: there is no measure '{name}'; allowed are {string.Join(", ", Names)}"),
    };

    private static Measure OfRun(string header, string unit, int? decimals, Func<FinishedRun, double?> value) =>
        new(header, unit, decimals, (cell, _) => cell.Each(value));

    private static Measure OfMethod(string header, string unit, int? decimals, Func<FinishedRun, string, double?> value) =>
        new(header, unit, decimals, (cell, _) => cell.Each(run => value(run, cell.Arm.Name)));

    private static ImmutableArray<double?> Loss(Cell cell, StudyResult result) =>
        [.. result.FirstFor(cell).Each(Accuracy).Zip(cell.Each(Accuracy), (before, now) => before - now)];

    private static double? Accuracy(FinishedRun run) => Percent * run.Summary.LastFiveAccuracy;

    // Seed by seed: what the reference spent on the same devices with the same data. Who spends less in the whole run has the
    // accuracy of its end.
    private static Measure AtBudget(Cost cost, double share) => new(
        Text($"at {Percent * share:0.#} % of the reference's {cost.Unit}"), "%", 1,
        (cell, result) => [.. cell.Runs.Zip(
            Budgets(cost, share, cell, result),
            (run, budget) => run is null || budget is null ? null : Percent * Curve.Of(run, cost.Of).At(Math.Min(budget.Value, cost.Total(run))))]);

    private static IEnumerable<double?> Budgets(Cost cost, double share, Cell cell, StudyResult result) =>
        result.ReferenceFor(cell)?.Runs.Select(run => run is null ? (double?)null : share * cost.Total(run)) ?? cell.Runs.Select(_ => (double?)null);

    private static double? Late(FinishedRun run)
    {
        double late = run.Rounds.Sum(r => r.Stragglers), all = run.Rounds.Sum(r => r.Counted + r.Stragglers + r.Failures);
        return all > 0 ? Percent * late / all : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
