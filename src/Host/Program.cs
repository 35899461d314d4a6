using System.CommandLine;
using FedPrune.Host;
using FedPrune.Host.Commands;
using Spectre.Console;

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 400; // a file has no edge to wrap at
    AnsiConsole.Profile.Capabilities.Ansi = false;
}
var root = new RootCommand("Federated learning with dynamic sparse models on edge devices.")
{
    RunCommand.Create(),
    NodeCommand.Create(),
    ClusterCommand.Create(),
    ListCommand.Create(),
    CompareCommand.Create(),
    SweepCommand.Create(),
    ReproduceCommand.Create(),
    ReportCommand.Create(),
    DoctorCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"fedprune: {error.Message}");
    return (int)ExitCode.Usage;
}
try
{
    // A run ends itself after a signal, with a checkpoint, however long its round takes: no time limit on that.
    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (UserException e)
{
    Console.Error.WriteLine($"fedprune: {e.Message}");
    return (int)e.Code;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("fedprune: stopped; the same command goes on where it was");
    return (int)ExitCode.RunFailed;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException) // a full disk, a read-only folder: the message names it
{
    Console.Error.WriteLine($"fedprune: {e.Message}");
    return (int)ExitCode.Environment;
}
