using FedPrune.Actors.Server;
using FedPrune.Model.Checkpoints;

namespace FedPrune.Host.Runs;

/// <summary>Writes a run's rounds and devices, a line each, and knows the rounds before a resume.</summary>
internal sealed class RunLog : IDisposable
{
    private readonly StreamWriter _metrics;
    private readonly StreamWriter _devices;
    private readonly List<RoundRecord> _rounds;
    private readonly double _wallBefore;

    /// <summary>Opens the log; rounds after the checkpoint that a run resumes from are done again, so their lines are dropped.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="roundsDone">Rounds that the checkpoint covers; 0 for a new run.</param>
    public RunLog(RunFolder folder, int roundsDone)
    {
        Keep(folder.Metrics, roundsDone);
        Keep(folder.Devices, roundsDone);
        _rounds = [.. Lines(folder.Metrics).Select(line => Json.Read<RoundRecord>(line)!)];
        _wallBefore = _rounds.Count == 0 ? 0 : _rounds[^1].WallSeconds;
        _metrics = new StreamWriter(folder.Metrics, append: true);
        _devices = new StreamWriter(folder.Devices, append: true);
    }

    /// <summary>How many rounds a run has written down.</summary>
    public static int WholeRounds(RunFolder folder) => Lines(folder.Metrics).Count(IsWhole);

    /// <summary>All rounds so far.</summary>
    public IReadOnlyList<RoundRecord> Rounds => _rounds;

    /// <summary>Writes a round and its devices.</summary>
    /// <param name="report">The round.</param>
    /// <param name="sinceStart">Real time since this process began the run.</param>
    public RoundRecord Add(RoundReport report, TimeSpan sinceStart)
    {
        var round = RoundRecord.Of(report, Math.Round(_wallBefore + sinceStart.TotalSeconds, 3));
        _rounds.Add(round);
        foreach (var device in report.Devices.Concat(report.Stale))
            _devices.WriteLine(Json.Line(DeviceLine.Of(report.Round, device)));
        _metrics.WriteLine(Json.Line(round));
        _devices.Flush();
        _metrics.Flush();
        return round;
    }

    /// <summary>Real time of the whole run.</summary>
    public double WallSeconds(TimeSpan sinceStart) => Math.Round(_wallBefore + sinceStart.TotalSeconds, 3);

    public void Dispose()
    {
        _metrics.Dispose();
        _devices.Dispose();
    }

    private static void Keep(string path, int rounds)
    {
        if (!File.Exists(path))
            return;
        string[] kept = [.. Lines(path).Where(line => IsWhole(line) && Json.Read<Numbered>(line)!.Round <= rounds)];
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            foreach (var line in kept)
                writer.WriteLine(line);
        });
    }

    private sealed record Numbered(int Round);

    // A killed run can leave half a line behind.
    private static bool IsWhole(string line) => line.EndsWith('}');

    private static IEnumerable<string> Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
