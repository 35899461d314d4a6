namespace FedPrune.Host.Studies;

/// <summary>A row of a table as a line of JSON.</summary>
internal sealed record RowRecord(
    string Study, string Scale, string Condition, string Arm, string Tuned, IReadOnlyDictionary<string, Estimate?> Measures,
    Interval? Difference, bool Reference)
{
    public string Type => "row";

    public static RowRecord Of(StudyTable table, TableRow row) => new(
        table.Result.Study.Name, table.Result.Study.Scale, row.Condition, row.Arm, row.Tuned,
        table.Columns.Zip(row.Values).ToDictionary(pair => pair.First.Header, pair => pair.Second, StringComparer.Ordinal),
        row.Difference, row.IsReference);
}
