using System.CommandLine;
using FedPrune.Host.Configuration;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Networks;

namespace FedPrune.Host.Commands;

/// <summary><c>list</c>: what there is to choose from, one line each.</summary>
internal static class ListCommand
{
    public static Command Create() => new("list", "Say which algorithms, networks and experiments there are.")
    {
        Of("algorithms", "Name, what it is, where it comes from.", AlgorithmCatalogue.Entries.Select(entry => (entry.Name, entry.Summary, entry.Source))),
        Of("networks", "Name, what it is, where it comes from.", NetworkCatalogue.Entries.Select(entry => (entry.Name, entry.Summary, entry.Source))),
        Of("experiments", "Name, what it is, its file.", HoconFiles.Experiments().Select(name => (name, HoconFiles.Summary(name), $"hocon/experiments/{name}.conf"))),
    };

    private static Command Of(string name, string description, IEnumerable<(string Name, string Summary, string Source)> lines)
    {
        var command = new Command(name, description);
        command.SetAction((parsed, _) => Task.FromResult(Print(parsed.InvocationConfiguration.Output, [.. lines])));
        return command;
    }

    private static int Print(TextWriter output, (string Name, string Summary, string Source)[] lines)
    {
        var (names, summaries) = (lines.Max(line => line.Name.Length), lines.Max(line => line.Summary.Length));
        foreach (var (name, summary, source) in lines)
            output.WriteLine($"{name.PadRight(names)}  {summary.PadRight(summaries)}  {source}");
        return (int)ExitCode.Fine;
    }
}
