using System.Diagnostics;
using System.Text.Json;

namespace FedPrune.Bench;

/// <summary>
/// Rounds a second and the server's ingress in one process, and over 1, 2 and 4 edge nodes on this machine, with sums in double
/// (updates come whole) and in fixed point (nodes sum); with each all must come to the same model.
/// </summary>
internal static class ClusterRounds
{
    private static readonly string[] Experiment =
    [
        "--json", "--set", "data.set=synthetic", "--set", "data.synthetic-train=2000", "--set", "data.synthetic-test=100", "--set", "network=lenet5",
        "--set", "training.engine=sparse", "--set", "devices=40", "--set", "partition.samples-per-device=50", "--set", "training.epochs=2", "--set", "cluster.retries=1000",
    ];

    public static async Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--rounds", "--cohort");
        var rounds = options.Count("--rounds", 12);
        var cohort = options.Count("--cohort", 20);
        var folder = Directory.CreateTempSubdirectory("fedprune-cluster-bench-");
        try
        {
            foreach (var sums in (string[])["double", "fixed"])
            {
                string? model = null;
                foreach (var edges in (int[])[0, 1, 2, 4])
                {
                    var run = await MeasureAsync(Path.Combine(folder.FullName, $"{sums}-{edges}"), sums, edges, cohort, rounds);
                    model ??= run.Model;
                    if (run.Model != model)
                        throw new SoakFailedException($"{edges} edge nodes came to another model than one process, sums being in {sums}");
                    Write(options, run);
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed record Measured(string Sums, int Edges, int Cohort, double RoundsPerSecond, double IngressPerRound, double EgressPerRound, string Model);

    private static void Write(Options options, Measured run)
    {
        if (options.Json)
            Output.Json(run);
        else
        {
            var where = run.Edges == 0 ? "one process" : $"{run.Edges} edge nodes";
            Output.Line($"{run.Sums,-6} {where,-13} {run.RoundsPerSecond,6:0.00} rounds/s   server in {run.IngressPerRound / 1e3,8:0.0} kB/round   out {run.EgressPerRound / 1e3,8:0.0} kB/round");
        }
    }

    // The first round is not counted: programs are compiled and connections made in it.
    private static async Task<Measured> MeasureAsync(string folder, string sums, int edges, int cohort, int rounds)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                RunFiles.HostPath(), "run", "quick", .. Experiment, "--set", $"rounds={rounds + 1}", "--set", $"cohort={cohort}", "--set", $"server.sums={sums}", "--out", folder,
                .. edges == 0 ? (string[])[] : ["--cluster", $"{edges + 1}"],
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started");
        var errors = process.StandardError.ReadToEndAsync();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new SoakFailedException($"the run ended with {process.ExitCode}: {await errors}");
        JsonElement[] records = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        var (first, last, summary) = (records[0], records[^2], records[^1]);
        return new Measured(
            sums,
            edges,
            cohort,
            rounds / (Of(last, "wall_seconds") - Of(first, "wall_seconds")),
            Bytes("node_bytes_received"),
            Bytes("node_bytes_sent"),
            summary.GetProperty("model_sha256").GetString()!);

        double Bytes(string name) => summary.TryGetProperty(name, out var bytes) ? bytes.GetDouble() / (rounds + 1) : 0;
    }

    private static double Of(JsonElement record, string name) => record.GetProperty(name).GetDouble();
}
