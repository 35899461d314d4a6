using System.Collections.Immutable;

namespace FedPrune.Host.Studies;

/// <summary>The runs of one arm under one condition.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Condition">The condition.</param>
/// <param name="Runs">A run a seed, in the order of the seeds; null where it gave no result.</param>
internal sealed record Cell(Variant Arm, Variant Condition, ImmutableArray<FinishedRun?> Runs)
{
    /// <summary>The value of a measure for each seed; null where there is none.</summary>
    public ImmutableArray<double?> Each(Func<FinishedRun, double?> measure) => [.. Runs.Select(run => run is null ? null : measure(run))];
}

/// <summary>What tuning chose for an arm.</summary>
/// <param name="Arm">Its name.</param>
/// <param name="Condition">The condition that it is for; null for all.</param>
/// <param name="Value">The value; null where nothing is tuned.</param>
/// <param name="AtEdge">Whether it is the first or last of the grid, so that a wider grid could find a better one.</param>
/// <param name="Tried">Mean validation accuracy of each value; null where it diverged.</param>
internal sealed record TunedValue(string Arm, string? Condition, string? Value, bool AtEdge, ImmutableArray<(string Value, double? Accuracy)> Tried);

/// <summary>A study with its runs.</summary>
/// <param name="Study">The study.</param>
/// <param name="Tuned">What tuning chose, an entry an arm or cell.</param>
/// <param name="Cells">By condition, then by arm.</param>
internal sealed record StudyResult(Study Study, ImmutableArray<TunedValue> Tuned, ImmutableArray<Cell> Cells)
{
    /// <summary>The cell of the reference under the same condition.</summary>
    public Cell? ReferenceFor(Cell cell) =>
        Cells.FirstOrDefault(c => c.Arm.Name == Study.Reference && c.Condition.Name == cell.Condition.Name);

    /// <summary>What tuning chose for a cell; null where nothing is tuned.</summary>
    public TunedValue? TunedFor(Cell cell) =>
        Tuned.FirstOrDefault(t => t.Arm == cell.Arm.Name && (t.Condition is null || t.Condition == cell.Condition.Name));

    /// <summary>The cell of the same arm under the first condition.</summary>
    public Cell FirstFor(Cell cell) => Cells.First(c => c.Arm.Name == cell.Arm.Name);
}
