using System.Collections.Immutable;
using System.Globalization;

namespace FedPrune.Host.Studies;

/// <summary>Which runs a study needs.</summary>
internal static class StudyPlan
{
    /// <summary>What is tuned: arms, each under every condition or, with no condition, once for all.</summary>
    public static IEnumerable<(Variant Arm, Variant? Condition)> Tuned(Study study) => study.Tuning.Per == TuningPer.Cell
        ? study.Conditions.SelectMany(condition => study.Arms.Select(arm => (arm, (Variant?)condition)))
        : study.Arms.Select(arm => (arm, (Variant?)null));

    /// <summary>The runs that choose an arm's tuned value, by value.</summary>
    public static ImmutableArray<(string Value, ImmutableArray<PlannedRun> Runs)> TuningOf(Study study, Variant arm, Variant? condition) =>
    [
        .. study.Tuning.Grid.Select(value => (value, ImmutableArray.CreateRange(
            Enumerable.Range(study.Tuning.FirstSeed, study.Tuning.Seeds).Select(seed => TuningRun(study, arm, condition, value, seed))))),
    ];

    /// <summary>The runs of a cell, in the order of their seeds.</summary>
    /// <param name="study">The study.</param>
    /// <param name="arm">The cell's arm.</param>
    /// <param name="condition">The cell's condition.</param>
    /// <param name="tuned">The value that tuning chose; null where nothing is tuned.</param>
    public static ImmutableArray<PlannedRun> Cell(Study study, Variant arm, Variant condition, string? tuned) =>
    [
        .. study.SeedNumbers.Select(seed => PlannedRun.Of(
            string.Create(CultureInfo.InvariantCulture, $"{arm.Name} · {(condition.Name.Length > 0 ? condition.Name + " · " : "")}seed {seed}"),
            study.Experiment,
            [.. study.Set, .. condition.Overrides, .. arm.Overrides, .. Chosen(study, arm, tuned), Seed(seed)],
            study.Contributions)),
    ];

    /// <summary>The arm whose tuning runs decide for an arm.</summary>
    public static Variant TunedBy(Study study, Variant arm) => study.Tuning.Per == TuningPer.Algorithm
        ? study.Arms.First(other => Algorithm(other) == Algorithm(arm))
        : arm;

    private static PlannedRun TuningRun(Study study, Variant arm, Variant? condition, string value, int seed) => PlannedRun.Of(
        string.Create(CultureInfo.InvariantCulture, $"{arm.Name}{(condition is null ? "" : $" · {condition.Name}")} · tuning {study.Tuning.Key} {value} · seed {seed}"),
        study.Experiment,
        [.. study.Set, .. condition?.Overrides ?? [], .. arm.Overrides, .. study.Tuning.Set, $"{study.Tuning.Key}={value}", "evaluation.on=validation", Seed(seed)]);

    // An arm that sets the key itself is what it says it is.
    private static string[] Chosen(Study study, Variant arm, string? value) =>
        value is null || arm.ValueOf(study.Tuning.Key) is not null ? [] : [$"{study.Tuning.Key}={value}"];

    private static string? Algorithm(Variant arm) => arm.ValueOf("algorithm");

    private static string Seed(int seed) => string.Create(CultureInfo.InvariantCulture, $"seed={seed}");
}
