using System.Collections.Immutable;
using FedPrune.Report;

namespace FedPrune.Host.Studies;

/// <summary>From tables to the page that shows them.</summary>
internal static class StudyPage
{
    /// <summary>A page with a section a study.</summary>
    /// <param name="tables">At least one.</param>
    /// <param name="command">The command that makes them again.</param>
    public static Page Of(IReadOnlyList<StudyTable> tables, string command)
    {
        var first = tables[0].Result;
        var scale = first.Study.Scale.Length is 0 ? "" : $", {first.Study.Scale}";
        var lead = first.Cells.SelectMany(cell => cell.Runs).OfType<FinishedRun>().FirstOrDefault() is { } run
            ? $"{run.Summary.Dataset}, {run.Summary.Network} ({run.Summary.Parameters:N0} parameters), {run.Summary.Devices} devices, {run.Summary.Rounds} rounds, unless a table says otherwise."
            : "No run is finished.";
        return new Page(
            tables.Count == 1 ? first.Study.Title : $"FedPrune: evaluation{scale}", lead, command, [.. tables.Select(Section)]);
    }

    private static Section Section(StudyTable table)
    {
        var study = table.Result.Study;
        var charts = new StudyCharts(table);
        var blocks = ImmutableArray.CreateBuilder<Block>();
        blocks.Add(Table(table, charts.Note));
        blocks.Add(new Report.Row(charts.Blocks));
        if (study.Charts.Contains("run") && Detailed(table.Result) is { } run)
            blocks.AddRange(RunPage.Blocks(run));
        blocks.Add(new FoldedText($"This study: save as {study.Name}.conf, then ./fedprune reproduce {study.Name}.conf", StudyWriter.Write(study)));
        return new Section(Id(study.Name), study.Title, study.Asks, blocks.ToImmutable());
    }

    private static TableBlock Table(StudyTable table, string note) => new(
        [.. table.Header.Skip(1)],
        [.. table.Rows.Select(row => new TableLine(row.Condition, [.. table.Texts(row).Skip(1)], row.IsReference))],
        [.. table.Notes, .. note.Length > 0 ? [note] : Array.Empty<string>()],
        table.Result.Study.Name + ".csv");

    // The reference under the last condition, the hardest one by custom.
    private static FinishedRun? Detailed(StudyResult result) => result.Cells
        .LastOrDefault(cell => cell.Arm.Name == result.Study.Reference || result.Study.Arms.Length == 1)?.Runs.OfType<FinishedRun>().FirstOrDefault();

    private static string Id(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}
