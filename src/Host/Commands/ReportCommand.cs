using System.CommandLine;
using FedPrune.Host.Studies;
using Spectre.Console;

namespace FedPrune.Host.Commands;

/// <summary><c>report</c>: the tables and the page again, from runs that are there.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("folder")
        {
            Description = "folders that compare, sweep or reproduce wrote, or runs; default the newest of the former below runs/",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string?>("--out") { Description = "folder to write to; default the first one named", HelpName = "folder" };
        var cache = new Option<string>("--cache")
        {
            Description = "folder of the runs",
            HelpName = "folder",
            DefaultValueFactory = _ => RunCache.DefaultRoot,
        };
        var command = new Command("report", "Make the tables and the page again from finished runs; train nothing.") { folders, output, cache };
        command.SetAction(async (parsed, _) =>
        {
            var named = parsed.GetValue(folders) ?? [];
            if (named.Length == 0)
                named = [Newest()];
            var options = new SessionOptions(parsed.GetValue(output), parsed.GetValue(cache)!, 1, Json: false);
            var session = new StudySession(options, AnsiConsole.Console);
            await session.ReportAsync(named);
            return (int)ExitCode.Fine;
        });
        return command;
    }

    private static string Newest()
    {
        var found = Directory.Exists("runs")
            ? Directory.EnumerateDirectories("runs").Where(ReportFolders.HoldsStudies).MaxBy(Directory.GetLastWriteTimeUtc)
            : null;
        return found ?? throw UserException.Usage("there is nothing below runs/ to report on: name a folder that compare, sweep or reproduce wrote");
    }
}
