using System.Diagnostics;

namespace FedPrune.Bench;

/// <summary>The other processes of a measurement: this program once more. They live until their input ends.</summary>
internal static class OwnProcess
{
    /// <summary>Starts a benchmark's <c>--peer</c>.</summary>
    /// <param name="bench">Its name.</param>
    /// <param name="peer">What the other process is told.</param>
    /// <exception cref="InvalidOperationException">It cannot be started.</exception>
    public static Process Start(string bench, string peer)
    {
        var self = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [typeof(OwnProcess).Assembly.Location] : [];
        var start = new ProcessStartInfo(self, [.. program, "bench", bench, "--peer", peer]) { RedirectStandardInput = true, UseShellExecute = false };
        return Process.Start(start) ?? throw new InvalidOperationException($"{self} did not start");
    }
}
