using System.Diagnostics;

namespace FedPrune.Host.Tests.Processes;

/// <summary>What a process has said, and how it ended.</summary>
internal sealed record Ended(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
{
    public string ErrorText => string.Join('\n', Errors);
}

/// <summary>The program as its users start it, in a process of its own.</summary>
internal static class HostProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A run of ten short rounds.</summary>
    public static string[] ShortRun { get; } =
    [
        .. Set(
            "data.set=synthetic", "data.synthetic-train=400", "data.synthetic-test=100", "devices=8", "cohort=4", "rounds=10",
            "partition.samples-per-device=40", "training.epochs=1", "compute.slots=2"),
    ];

    /// <summary>Each assignment behind its own <c>--set</c>.</summary>
    public static IEnumerable<string> Set(params IEnumerable<string> assignments) => assignments.SelectMany(a => (string[])["--set", a]);

    /// <summary>Runs <c>fedprune run</c> to its end.</summary>
    /// <param name="folder">The current folder of the process; it finds no data below it.</param>
    /// <param name="arguments">What stands behind <c>run</c>.</param>
    /// <param name="killAt">Kills the process, without warning, as soon as this many lines have come out; null to let it live.</param>
    /// <param name="killAfter">Kills it likewise after so much time.</param>
    public static async Task<Ended> RunAsync(string folder, IEnumerable<string> arguments, int? killAt = null, TimeSpan? killAfter = null)
    {
        using var process = new Process { StartInfo = StartInfo(folder, arguments) };
        process.Start();
        try
        {
            var errors = ReadAsync(process.StandardError, _ => { });
            var output = ReadAsync(process.StandardOutput, lines =>
            {
                if (lines == killAt)
                    process.Kill();
            });
            if (killAfter is { } life)
            {
                await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(life));
                process.Kill();
            }
            await process.WaitForExitAsync().WaitAsync(Patience);
            return new Ended(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static ProcessStartInfo StartInfo(string folder, IEnumerable<string> arguments)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "FedPrune.Host.dll"), "run", .. arguments])
        {
            WorkingDirectory = folder,
            Environment = { ["XDG_CACHE_HOME"] = folder },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(StreamReader reader, Action<int> onLine)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            onLine(lines.Count);
        }
        return lines;
    }
}
