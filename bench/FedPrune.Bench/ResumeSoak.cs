using System.Diagnostics;
using FedPrune.Model.Randomness;

namespace FedPrune.Bench;

/// <summary>
/// Runs the program itself, kills it with SIGKILL at random instants, now and then while a checkpoint is being written, and
/// resumes it, until the run is over: it must end in the files of a run that was left alone.
/// </summary>
internal static class ResumeSoak
{
    private const int InCheckpointEvery = 3; // of the kills, one waits for a checkpoint to be under way
    private const double Beyond = 1.1;       // kills fall within so many times the duration of a whole run
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] Experiment =
    [
        "run", "quick", "--json", "--set", "data.set=synthetic", "--set", "data.synthetic-train=400", "--set", "data.synthetic-test=100",
        "--set", "network=mlp", "--set", "devices=12", "--set", "cohort=4", "--set", "rounds=15", "--set", "training.epochs=1",
        "--set", "partition.samples-per-device=30", "--set", "compute.slots=1", "--set", "round.deadline=2s", "--set", "round.late=keep",
        "--set", "faults=crash-during chance=0.2; slow share=0.3 factor=3",
    ];

    public static async Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--kills", "--seed");
        var (kills, seed) = (options.Count("--kills", 200), (ulong)options.Count("--seed", 1));
        var folder = Directory.CreateTempSubdirectory("fedprune-resume-");
        try
        {
            var tally = await SoakAsync(folder.FullName, kills, seed);
            if (options.Json)
                Output.Json(new { Kills = tally.Kills, InCheckpoint = tally.InCheckpoint, Runs = tally.Runs, Holds = true });
            else
                Output.Line($"{tally.Kills} kills ({tally.InCheckpoint} within a checkpoint) of {tally.Runs} runs: each ended in the same bits as the one left alone");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Kills, int InCheckpoint, int Runs)> SoakAsync(string folder, int kills, ulong seed)
    {
        var clock = Stopwatch.StartNew();
        var whole = Path.Combine(folder, "whole");
        using (var process = Begin(whole))
            await EndAsync(process);
        var duration = clock.Elapsed;
        var expected = RunFiles.Of(whole);
        var random = RandomStream.For(seed, Purpose.Faults);
        var tally = (Kills: 0, InCheckpoint: 0, Runs: 0);
        while (tally.Kills < kills)
        {
            var run = Path.Combine(folder, $"run-{tally.Runs++}");
            while (tally.Kills < kills && await KilledAsync(run, duration * (Beyond * random.NextDouble()), tally.Kills % InCheckpointEvery == 0))
            {
                tally.Kills++;
                tally.InCheckpoint += Directory.Exists(Checkpoints(run)) && Directory.EnumerateFiles(Checkpoints(run), "*.tmp").Any() ? 1 : 0;
            }
            using (var last = Begin(run))
                await EndAsync(last);
            RunFiles.Require(expected, RunFiles.Of(run), $"run {tally.Runs} of seed {seed}, after {tally.Kills} kills");
            Directory.Delete(run, recursive: true);
        }
        return tally;
    }

    // Whether the process was still at it when it was killed.
    private static async Task<bool> KilledAsync(string run, TimeSpan after, bool inCheckpoint)
    {
        using var process = Begin(run);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(after));
        if (inCheckpoint)
            AwaitCheckpoint(process, Checkpoints(run));
        var alive = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync();
        await Task.WhenAll(output, errors);
        return alive;
    }

    // A checkpoint takes less than a millisecond: nothing but looking all the time will see it.
    private static void AwaitCheckpoint(Process process, string folder)
    {
        while (!process.HasExited)
        {
            if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.tmp").Any())
                return;
        }
    }

    private static string Checkpoints(string run) => Path.Combine(run, "checkpoints");

    private static Process Begin(string run)
    {
        string[] arguments = File.Exists(Path.Combine(run, "config.conf")) ? ["run", "--resume", run, "--json"] : [.. Experiment, "--out", run];
        var start = new ProcessStartInfo("dotnet", [RunFiles.HostPath(), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started");
    }

    private static async Task EndAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        await output;
        if (process.ExitCode != 0)
            throw new SoakFailedException($"the run ended with {process.ExitCode}: {errors}");
    }
}
