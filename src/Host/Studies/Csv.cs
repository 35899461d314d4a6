using System.Globalization;
using FedPrune.Host.Runs;

namespace FedPrune.Host.Studies;

/// <summary>Tables and runs as comma-separated values (RFC 4180), with full precision.</summary>
internal static class Csv
{
    /// <summary>A study's table: for each measure its mean, deviation and number of seeds.</summary>
    public static string Of(StudyTable table)
    {
        string[] header =
        [
            "condition", "arm", "tuned",
            .. table.Columns.SelectMany(c => (string[])[Name(c), Name(c) + " sd", Name(c) + " n"]),
            "difference", "difference low", "difference high",
        ];
        return Lines([header, .. table.Rows.Select(Cells)]);
    }

    /// <summary>The runs behind a study: a line a run.</summary>
    public static string RunsOf(StudyResult result)
    {
        string[] header =
        [
            "condition", "arm", "seed", "run", "accuracy", "accuracy_dense", "last_five", "bytes_up", "bytes_down", "flops", "virtual_seconds", "wall_seconds",
        ];
        return Lines([header, .. result.Cells.SelectMany(cell => cell.Runs.OfType<FinishedRun>().Select(run => Cells(cell, run)))]);
    }

    /// <summary>Every round of every run: what the curves are drawn from.</summary>
    public static string CurvesOf(StudyResult result)
    {
        string[] header =
            ["condition", "arm", "seed", "round", "accuracy", "accuracy_dense", "loss", "bytes_up", "bytes_down", "flops", "virtual_seconds", "density", "mask_churn"];
        return Lines(
        [
            header,
            .. result.Cells.SelectMany(cell => cell.Runs.OfType<FinishedRun>().SelectMany(run => run.Rounds.Select(round => Cells(cell, run, round)))),
        ]);
    }

    private static string[] Cells(TableRow row) =>
    [
        row.Condition, row.Arm, row.Tuned.TrimEnd(StudyTable.EdgeMark[0]),
        .. row.Values.SelectMany(v => (string[])[Number(v?.Mean), Number(v?.Deviation), Number(v?.Count)]),
        Number(row.Difference?.Mean), Number(row.Difference?.Low), Number(row.Difference?.High),
    ];

    private static string[] Cells(Cell cell, FinishedRun run) =>
    [
        cell.Condition.Name, cell.Arm.Name, Number(run.Summary.Seed), run.Folder.Id, Number(run.Summary.FinalAccuracy),
        Number(run.Summary.FinalAccuracyDense), Number(run.Summary.LastFiveAccuracy), Number(run.Summary.BytesUp),
        Number(run.Summary.BytesDown), Number(run.Summary.TrainFlops), Number(run.Summary.VirtualSeconds), Number(run.Summary.WallSeconds),
    ];

    private static string[] Cells(Cell cell, FinishedRun run, RoundRecord round) =>
    [
        cell.Condition.Name, cell.Arm.Name, Number(run.Summary.Seed), Number(round.Round), Number(round.Accuracy), Number(round.AccuracyDense),
        Number(round.Loss), Number(round.BytesUp), Number(round.BytesDown), Number(round.Flops), Number(round.VirtualSeconds),
        Number(round.Density), Number(round.MaskChurn),
    ];

    private static string Name(Measure measure) => measure.Unit.Length == 0 ? measure.Header : $"{measure.Header} [{measure.Unit}]";

    /// <summary>Rows as lines, cells quoted where they must be.</summary>
    public static string Lines(IEnumerable<IEnumerable<string>> rows) =>
        string.Concat(rows.Select(row => string.Join(',', row.Select(Quoted)) + "\n"));

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny(",\"\n\r")
        ? "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
        : cell;

    private static string Number<T>(T? value) where T : struct, IFormattable => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    private static string Number<T>(T value) where T : struct, IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
