using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FedPrune.Model.Randomness;

namespace FedPrune.Bench;

/// <summary>
/// Runs spread over a server and two edge nodes, of which one, at a random instant, is killed with SIGKILL: an edge node is
/// done without, the server is resumed. Each run must end in the files of one in a single process that was left alone.
/// </summary>
internal static class ClusterSoak
{
    private const double Longest = 20; // seconds from the start of a process until the kill, at most
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string[] Experiment =
    [
        "--json", "--set", "data.set=synthetic", "--set", "data.synthetic-train=400", "--set", "data.synthetic-test=100",
        "--set", "training.engine=sparse", "--set", "devices=12", "--set", "cohort=6", "--set", "rounds=12", "--set", "training.epochs=1",
        "--set", "partition.samples-per-device=30", "--set", "compute.slots=1", "--set", "round.late=keep", "--set", "clock=real",
        "--set", "speed-up=0.5", "--set", "cluster.retries=1000", "--set", "cluster.patience=20s", "--set", "faults=crash-during chance=0.2; slow share=0.3 factor=3",
    ];

    public static async Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--kills", "--seed");
        var (kills, seed) = (options.Count("--kills", 20), (ulong)options.Count("--seed", 1));
        var folder = Directory.CreateTempSubdirectory("fedprune-cluster-soak-");
        try
        {
            var (servers, edges, runs) = await SoakAsync(folder.FullName, kills, seed);
            if (options.Json)
                Output.Json(new { Servers = servers, Edges = edges, Runs = runs, Holds = true });
            else
                Output.Line($"{servers} servers and {edges} edge nodes killed in {runs} runs: each ended in the same bits as the one left alone");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Servers, int Edges, int Runs)> SoakAsync(string folder, int kills, ulong seed)
    {
        var whole = Path.Combine(folder, "whole");
        using (var single = new Member(["run", "quick", .. Experiment, "--out", whole]))
            await single.EndAsync();
        var expected = RunFiles.Of(whole);
        var random = RandomStream.For(seed, Purpose.Faults);
        var (servers, edges, runs) = (0, 0, 0);
        while (servers + edges < kills)
        {
            var run = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"run-{runs++}"));
            while (!File.Exists(Path.Combine(run, "summary.json")))
            {
                using var server = new Member(
                    File.Exists(Path.Combine(run, "config.conf"))
                        ? ["run", "--cluster", "3", "--resume", run, "--json"]
                        : ["run", "quick", "--cluster", "3", .. Experiment, "--out", run]);
                var ended = server.EndAsync();
                var victim = random.Next(3); // 0: the server
                await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(Longest * random.NextDouble())));
                if (servers + edges < kills && !ended.IsCompleted && server.Kill(victim))
                    (servers, edges) = victim == 0 ? (servers + 1, edges) : (servers, edges + 1);
                await ended;
            }
            RunFiles.Require(expected, RunFiles.Of(run), $"run {runs} of seed {seed}, after {servers + edges} kills");
            Directory.Delete(run, recursive: true);
        }
        return (servers, edges, runs);
    }

    // A run with the edge nodes that it starts, which end with it.
    private sealed class Member : IDisposable
    {
        private const string Named = ": process ";

        private readonly ConcurrentDictionary<int, int> _edges = []; // number → process
        private readonly ConcurrentQueue<string> _errors = [];
        private readonly Process _process;
        private readonly Task _reading;
        private bool _killed;

        public Member(IEnumerable<string> arguments)
        {
            var start = new ProcessStartInfo("dotnet", [RunFiles.HostPath(), .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            _process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started");
            _reading = Task.WhenAll(_process.StandardOutput.ReadToEndAsync(), ReadAsync(_process.StandardError));
        }

        /// <summary>Kills the server, 0, or an edge node, from 1.</summary>
        /// <returns>Whether it was there.</returns>
        public bool Kill(int victim)
        {
            if (victim == 0)
            {
                _killed = true;
                _process.Kill();
                return true;
            }
            if (!_edges.TryGetValue(victim, out var id))
                return false;
            using var edge = Process.GetProcessById(id);
            edge.Kill();
            return true;
        }

        public async Task EndAsync()
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
            await _reading.WaitAsync(Patience);
            if (_process.ExitCode != 0 && !_killed)
                throw new SoakFailedException($"the run ended with {_process.ExitCode}: {string.Join('\n', _errors)}");
        }

        public void Dispose() => _process.Dispose();

        private async Task ReadAsync(StreamReader errors)
        {
            while (await errors.ReadLineAsync() is { } line)
            {
                _errors.Enqueue(line);
                var at = line.IndexOf(Named, StringComparison.Ordinal);
                if (at > 0 && line.StartsWith("edge-", StringComparison.Ordinal))
                    _edges[Number(line["edge-".Length..at])] = Number(line[(at + Named.Length)..]);
            }
        }

        private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
