using System.Runtime.CompilerServices;
using System.Text;
using FedPrune.Host.Display;
using FedPrune.Host.Runs;
using FedPrune.Model.Checkpoints;
using FedPrune.Report;
using Spectre.Console;

namespace FedPrune.Host.Studies;

/// <summary>What a user asked of <c>compare</c>, <c>sweep</c>, <c>reproduce</c> and <c>report</c> alike.</summary>
/// <param name="Output">Folder for tables and the page; null for one below <c>runs/</c>.</param>
/// <param name="Cache">Folder of the runs.</param>
/// <param name="AtOnce">How many runs train at the same time.</param>
/// <param name="Json">Whether the output is for machines.</param>
internal sealed record SessionOptions(string? Output, string Cache, int AtOnce, bool Json);

/// <summary>Runs studies, shows their tables, and writes them with the page.</summary>
/// <param name="options">Where and how.</param>
/// <param name="console">Where to show them.</param>
internal sealed class StudySession(SessionOptions options, IAnsiConsole console)
{
    /// <summary>The page's file.</summary>
    public const string PageFile = "index.html";

    /// <summary>Runs studies to their end.</summary>
    /// <param name="studies">At least one.</param>
    /// <param name="name">What the output folder is called by default.</param>
    /// <param name="command">The command that does this again.</param>
    public async Task RunAsync(IReadOnlyList<Study> studies, string name, string command)
    {
        var display = new StudyDisplay(console, options.Json);
        using var signals = new StopSignals(() => display.Line("stopping after the rounds under way; once more to stop now"));
        var folder = Folder(Path.Combine("runs", name));
        var runner = new StudyRunner(new RunBatch(new RunCache(options.Cache), display, options.AtOnce));
        await WriteAsync(runner.RunAsync(studies, signals.Token), folder, command);
    }

    /// <summary>Makes tables and page again, and trains nothing.</summary>
    /// <param name="folders">Folders of one session's studies, or of single runs.</param>
    /// <exception cref="UserException">A folder holds neither.</exception>
    public async Task ReportAsync(IReadOnlyList<string> folders)
    {
        if (!ReportFolders.HoldsStudies(folders[0]))
        {
            await WriteAsync(One(ReportFolders.Runs(folders)), Folder(Path.Combine("runs", "report")), $"./fedprune report {string.Join(' ', folders)}");
            return;
        }
        var studies = folders.SelectMany(ReportFolders.Studies).DistinctBy(study => study.Name).ToList();
        var runner = new StudyRunner(new RunArchive(new RunCache(options.Cache)));
        await WriteAsync(runner.RunAsync(studies, CancellationToken.None), Folder(folders[0]), ReportFolders.CommandOf(folders[0]));
    }

    private async Task WriteAsync(IAsyncEnumerable<StudyResult> results, string folder, string command)
    {
        var tables = new List<StudyTable>();
        await foreach (var result in results)
        {
            var table = StudyTable.Of(result);
            tables.Add(table);
            Write(folder, result.Study.Name + StudyWriter.Suffix, StudyWriter.Write(result.Study));
            Write(folder, result.Study.Name + ".csv", Csv.Of(table));
            Write(folder, result.Study.Name + ".runs.csv", Csv.RunsOf(result));
            Write(folder, result.Study.Name + ".curves.csv", Csv.CurvesOf(result));
            Show(table);
        }
        var (commandFile, text) = ReportFolders.Command(command);
        Write(folder, commandFile, text);
        Write(folder, PageFile, await ReportRenderer.RenderAsync(StudyPage.Of(tables, command)));
        if (!options.Json)
            console.WriteLine($"\n{Path.Combine(folder, PageFile)}");
    }

    private void Show(StudyTable table)
    {
        if (!options.Json)
        {
            TableView.Write(console, table);
            return;
        }
        foreach (var row in table.Rows)
            Console.WriteLine(Json.Line(RowRecord.Of(table, row)));
    }

    private string Folder(string otherwise)
    {
        var folder = Path.GetFullPath(options.Output ?? otherwise);
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

    private static async IAsyncEnumerable<StudyResult> One(StudyResult result, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await Task.CompletedTask.WaitAsync(stop);
        yield return result;
    }

    private static void Write(string folder, string name, string text) =>
        AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
