using System.Collections.Immutable;

namespace FedPrune.Host.Studies;

/// <summary>What lies in the folders that a user wants a report on.</summary>
internal static class ReportFolders
{
    private const string CommandFile = "command.txt";

    /// <summary>Whether a study was written there.</summary>
    public static bool HoldsStudies(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*" + StudyWriter.Suffix).Any();

    /// <summary>Keeps the command that made a folder.</summary>
    public static (string Name, string Text) Command(string command) => (CommandFile, command + "\n");

    /// <summary>The command that made a folder; that of the report where none is known.</summary>
    public static string CommandOf(string folder) => Path.Combine(folder, CommandFile) is var path && File.Exists(path)
        ? File.ReadAllText(path).Trim()
        : $"./fedprune report {folder}";

    /// <summary>The studies of a folder, tables in the order of their numbers.</summary>
    public static IReadOnlyList<Study> Studies(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*" + StudyWriter.Suffix).Select(path => StudyReader.Read(path, "")).OrderBy(study => study.Name, StudyFiles.ByNumber),
    ];

    /// <summary>Single runs as one table: an arm a run.</summary>
    /// <exception cref="UserException">A folder holds no finished run.</exception>
    public static StudyResult Runs(IReadOnlyList<string> folders)
    {
        var runs = folders.Select(folder => FinishedRun.Read(folder)
            ?? throw UserException.Usage($"{folder}: there is neither a study ({StudyWriter.Suffix}) nor a finished run")).ToList();
        ImmutableArray<Variant> arms = [.. runs.Select(run => new Variant($"{run.Summary.Algorithm} ({run.Folder.Id})", []))];
        var condition = new Variant("", []);
        var study = new Study
        {
            Name = "runs",
            Title = runs.Count == 1 ? $"Run {runs[0].Folder.Id}" : "Runs",
            Experiment = runs[0].Folder.Config,
            Arms = arms,
            Conditions = [condition],
            Reference = arms[0].Name,
            Seeds = 1,
            Tuning = Tuning.Off,
            Measures = ["accuracy", "recovered", "bytes", "flops", "time", "noisy-auc"],
            Charts = ["bytes", "flops", "time", "pareto", "run"],
        };
        return new StudyResult(study, [], [.. runs.Zip(arms, (run, arm) => new Cell(arm, condition, [run]))]);
    }
}
