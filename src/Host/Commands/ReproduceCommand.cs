using System.CommandLine;
using FedPrune.Host.Studies;
using Spectre.Console;

namespace FedPrune.Host.Commands;

/// <summary><c>reproduce</c>: the tables of the method's evaluation.</summary>
internal static class ReproduceCommand
{
    public static Command Create()
    {
        var tables = new Argument<string[]>("table")
        {
            Description = $"which: {string.Join(", ", StudyFiles.Names())}; t5 stands for all that begin with t5-; or a study's file; default all",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var scale = new Option<string>("--scale")
        {
            Description = $"how large: {string.Join(", ", StudyReader.ScaleNames())}",
            HelpName = "name",
            DefaultValueFactory = _ => "quick",
        };
        var options = new StudyOptions();
        var command = new Command("reproduce", "Run the evaluation: every table, or those named. Finished runs are reused.") { tables, scale };
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var studies = Studies(parsed.GetValue(tables) ?? [], parsed.GetValue(scale)!);
            await new StudySession(options.Of(parsed), AnsiConsole.Console)
                .RunAsync(studies, $"reproduce-{parsed.GetValue(scale)}", StudyOptions.Command(parsed));
            return (int)ExitCode.Fine;
        });
        return command;
    }

    /// <summary>The studies that were named; all if none was.</summary>
    /// <exception cref="UserException">One is unknown or wrong.</exception>
    public static IReadOnlyList<Study> Studies(IReadOnlyList<string> tables, string scale)
    {
        IEnumerable<string> names = tables.Count == 0 ? StudyFiles.Names() : tables.SelectMany(StudyFiles.Find).Distinct(StringComparer.Ordinal);
        return [.. names.Select(name => StudyReader.Read(name, scale))];
    }
}
