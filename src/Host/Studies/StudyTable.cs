using System.Collections.Immutable;
using System.Globalization;

namespace FedPrune.Host.Studies;

/// <summary>A row of a table: an arm under a condition.</summary>
/// <param name="Condition">The condition's name.</param>
/// <param name="Arm">The arm's name.</param>
/// <param name="Tuned">The tuned value, marked where it lies at the edge of the grid; empty where nothing is tuned.</param>
/// <param name="Values">(columns) an estimate each; null where no seed has a value.</param>
/// <param name="Difference">Of the first column, seed by seed, to the reference; null for the reference itself.</param>
/// <param name="IsReference">Whether this is the arm that the others are paired with.</param>
internal sealed record TableRow(
    string Condition, string Arm, string Tuned, ImmutableArray<Estimate?> Values, Interval? Difference, bool IsReference);

/// <summary>A study as a table of numbers.</summary>
/// <param name="Result">Where they come from.</param>
/// <param name="Columns">Its measures.</param>
/// <param name="Rows">By condition, then by arm.</param>
internal sealed record StudyTable(StudyResult Result, ImmutableArray<Measure> Columns, ImmutableArray<TableRow> Rows)
{
    public const string EdgeMark = "*";

    /// <summary>Makes the table of a result.</summary>
    public static StudyTable Of(StudyResult result)
    {
        ImmutableArray<Measure> columns = [.. result.Study.Measures.SelectMany(name => Measure.Named(name, result.Study))];
        return new StudyTable(result, columns, [.. result.Cells.Select(cell => Row(cell, result, columns))]);
    }

    /// <summary>Titles of all columns, with units.</summary>
    public ImmutableArray<string> Header =>
    [
        "condition", "arm",
        .. HasTuning ? [ShortKey(Result.Study.Tuning.Key)] : Array.Empty<string>(),
        .. Columns.Select(column => column.Unit.Length == 0 ? column.Header : $"{column.Header}, {column.Unit}"),
        .. HasDifferences ? [$"{Columns[0].Header}: difference to {Result.Study.Reference} [{Statistics.Confidence:P0}]".Replace(" %", "%", StringComparison.Ordinal)] : Array.Empty<string>(),
    ];

    /// <summary>A row as text, a cell a column of <see cref="Header"/>.</summary>
    public ImmutableArray<string> Texts(TableRow row) =>
    [
        row.Condition, row.Arm,
        .. HasTuning ? [row.Tuned] : Array.Empty<string>(),
        .. row.Values.Zip(Columns, (value, column) => Text(value, column.Decimals)),
        .. HasDifferences ? [Text(row.Difference, Columns[0].Decimals)] : Array.Empty<string>(),
    ];

    /// <summary>What a reader must know of the table, a sentence each.</summary>
    public ImmutableArray<string> Notes
    {
        get
        {
            var seeds = Result.Study.Seeds;
            var notes = ImmutableArray.CreateBuilder<string>();
            notes.Add(seeds == 1 ? "One seed: no spread." : $"Mean ± standard deviation over {seeds} seeds{(Result.Study.Contributions ? "" : ", accuracy as the mean of the last five rounds")}.");
            if (Result.Study.Contributions)
                notes.Add("A score is the sum of those of the rounds. Time is what a way would take alone, every coalition that it asks of being evaluated for it.");
            if (HasDifferences)
                notes.Add("Differences are taken seed by seed, with Student's 95 % interval in brackets.");
            if (HasTuning)
                notes.Add($"{ShortKey(Result.Study.Tuning.Key)} of {string.Join(", ", Result.Study.Tuning.Grid)}, by the accuracy on held-out training images with other seeds; {EdgeMark} where the best lies at the edge of the grid.");
            if (Rows.Any(row => row.Values.Any(value => value is null)))
                notes.Add("– where there is no such number: a run gave no result, the target was not reached, or nothing is scored.");
            return notes.ToImmutable();
        }
    }

    private bool HasTuning => Result.Tuned.Any(tuned => tuned.Value is not null);

    private bool HasDifferences => Result.Study.Arms.Length > 1 && Result.Cells.Any(cell => cell.Arm.Name == Result.Study.Reference);

    private static TableRow Row(Cell cell, StudyResult result, ImmutableArray<Measure> columns)
    {
        var tuned = result.TunedFor(cell);
        var isReference = cell.Arm.Name == result.Study.Reference;
        Interval? difference = null;
        if (!isReference && result.ReferenceFor(cell) is { } reference)
            difference = Statistics.PairedDifference(columns[0].Each(cell, result), columns[0].Each(reference, result));
        return new TableRow(
            cell.Condition.Name, cell.Arm.Name, tuned is { Value: { } value } ? value + (tuned.AtEdge ? EdgeMark : "") : "",
            [.. columns.Select(column => Statistics.Estimate(column.Each(cell, result)))], difference, isReference);
    }

    private static string Text(Estimate? estimate, int? wanted)
    {
        if (estimate is not { } e)
            return "–";
        var decimals = wanted ?? Significant(e.Mean);
        var spread = e.Of > 1 ? $" ± {Number(e.Deviation, decimals)}" : "";
        return $"{Number(e.Mean, decimals)}{spread}{(e.Count < e.Of ? $" ({e.Count} of {e.Of})" : "")}";
    }

    private static string Text(Interval? interval, int? wanted) => interval switch
    {
        null => "",
        { Count: 1 } one => Signed(one.Mean, wanted ?? Significant(one.Mean)),
        { } i => Text(i, wanted ?? Significant(i.Mean)),
    };

    private static string Text(Interval i, int decimals) =>
        $"{Signed(i.Mean, decimals)} [{Signed(i.Low, decimals)}, {Signed(i.High, decimals)}]";

    // Decimals for three significant digits.
    private static int Significant(double value) => value == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 9);

    private static string Number(double value, int decimals) =>
        value.ToString("F" + decimals, CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Signed(double value, int decimals) =>
        (value >= 0 ? "+" : "−") + Number(Math.Abs(value), decimals);

    private static string ShortKey(string key) => key.Split('.')[^1].Replace('-', ' ');
}
