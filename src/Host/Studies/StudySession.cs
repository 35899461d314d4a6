using System.Text;
using FedPrune.Host.Display;
using FedPrune.Host.Runs;
using FedPrune.Model.Checkpoints;
using Spectre.Console;

namespace FedPrune.Host.Studies;

/// <summary>What a user asked of <c>compare</c>, <c>sweep</c> and <c>reproduce</c> alike.</summary>
/// <param name="Output">Folder for tables and the page; null for one below <c>runs/</c>.</param>
/// <param name="Cache">Folder of the runs.</param>
/// <param name="AtOnce">How many runs train at the same time.</param>
/// <param name="Json">Whether the output is for machines.</param>
internal sealed record SessionOptions(string? Output, string Cache, int AtOnce, bool Json);

/// <summary>Runs studies, shows their tables and writes them.</summary>
/// <param name="options">Where and how.</param>
/// <param name="console">Where to show them.</param>
internal sealed class StudySession(SessionOptions options, IAnsiConsole console)
{
    /// <summary>Runs studies to their end.</summary>
    /// <param name="studies">At least one.</param>
    /// <param name="name">What the output folder is called by default.</param>
    /// <param name="command">The command that does this again.</param>
    public async Task RunAsync(IReadOnlyList<Study> studies, string name, string command)
    {
        var display = new StudyDisplay(console, options.Json);
        using var signals = new StopSignals(() => display.Line("stopping after the rounds under way; once more to stop now"));
        var folder = Folder(name);
        foreach (var study in studies)
            WriteText(Path.Combine(folder, study.Name + StudyWriter.Suffix), StudyWriter.Write(study));
        WriteText(Path.Combine(folder, "command.txt"), command + "\n");
        var runner = new StudyRunner(new RunBatch(new RunCache(options.Cache), display, options.AtOnce));
        await ShowAsync(runner, studies, folder, signals.Token);
    }

    /// <summary>Makes the tables and the page again from runs that are there.</summary>
    /// <param name="studies">At least one.</param>
    /// <param name="folder">Where they are written.</param>
    public async Task ReportAsync(IReadOnlyList<Study> studies, string folder) =>
        await ShowAsync(new StudyRunner(new RunArchive(new RunCache(options.Cache))), studies, folder, CancellationToken.None);

    private async Task ShowAsync(StudyRunner runner, IReadOnlyList<Study> studies, string folder, CancellationToken stop)
    {
        var tables = new List<StudyTable>();
        await foreach (var result in runner.RunAsync(studies, stop))
        {
            var table = StudyTable.Of(result);
            tables.Add(table);
            WriteText(Path.Combine(folder, result.Study.Name + ".csv"), Csv.Of(table));
            WriteText(Path.Combine(folder, result.Study.Name + ".runs.csv"), Csv.RunsOf(result));
            WriteText(Path.Combine(folder, result.Study.Name + ".curves.csv"), Csv.CurvesOf(result));
            Show(table);
        }
        if (!options.Json)
            console.WriteLine($"\n{folder}");
    }

    private void Show(StudyTable table)
    {
        if (!options.Json)
        {
            TableView.Write(console, table);
            return;
        }
        foreach (var row in table.Rows)
            Console.WriteLine(Json.Line(TableLine.Of(table, row)));
    }

    private string Folder(string name)
    {
        var folder = Path.GetFullPath(options.Output ?? Path.Combine("runs", name));
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserException.Environment($"cannot write to {folder}: {e.Message}", e);
        }
        return folder;
    }

    private static void WriteText(string path, string text) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A row of a table as a line of JSON.</summary>
internal sealed record TableLine(
    string Study, string Scale, string Condition, string Arm, string Tuned, IReadOnlyDictionary<string, Estimate?> Measures,
    Interval? Difference, bool Reference)
{
    public string Type => "row";

    public static TableLine Of(StudyTable table, TableRow row) => new(
        table.Result.Study.Name, table.Result.Study.Scale, row.Condition, row.Arm, row.Tuned,
        table.Columns.Zip(row.Values).ToDictionary(pair => pair.First.Header, pair => pair.Second, StringComparer.Ordinal),
        row.Difference, row.IsReference);
}
