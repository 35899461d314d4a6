using System.Text.Json;
using FedPrune.Host.Runs;

namespace FedPrune.Host.Studies;

/// <summary>A run that is over, as its files tell it.</summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Summary">The whole run.</param>
/// <param name="Rounds">Its rounds, in order; at least one.</param>
internal sealed record FinishedRun(RunFolder Folder, RunSummary Summary, IReadOnlyList<RoundRecord> Rounds)
{
    /// <summary>Reads a run; null if it is not there or not over.</summary>
    /// <exception cref="UserException">Its files are damaged.</exception>
    public static FinishedRun? Read(string path)
    {
        try
        {
            return File.Exists(Path.Combine(path, "config.conf")) ? ReadWhole(path) : null;
        }
        catch (JsonException e)
        {
            throw UserException.Environment($"{path}: the run's files are damaged ({e.Message}); delete the folder to have it trained again", e);
        }
    }

    /// <summary>What each device did in each round.</summary>
    public IReadOnlyList<DeviceLine> Devices() => Lines<DeviceLine>(Folder.Devices);

    /// <summary>The noise rate drawn for each device, in device order.</summary>
    public IReadOnlyList<double> NoiseRates() => [.. Lines<PartitionLine>(Folder.Partition).Select(line => line.NoiseRate)];

    /// <summary>Accuracy of a model that knows nothing: one over the number of classes.</summary>
    public double Chance() => Lines<PartitionLine>(Folder.Partition) is [var first, ..] ? 1.0 / first.Labels.Count : 0;

    private static FinishedRun? ReadWhole(string path)
    {
        var folder = RunFolder.Open(path);
        if (!File.Exists(folder.Summary) || Json.Read<RunSummary>(File.ReadAllText(folder.Summary)) is not { Interrupted: false } summary)
            return null;
        var rounds = Lines<RoundRecord>(folder.Metrics);
        return rounds.Count == 0 ? null : new FinishedRun(folder, summary, rounds);
    }

    private static List<T> Lines<T>(string path) =>
        File.Exists(path) ? [.. File.ReadLines(path).Where(line => line.Length > 0).Select(Parse<T>)] : [];

    private static T Parse<T>(string line) => Json.Read<T>(line) ?? throw new JsonException("a line holds no object");

    private sealed record PartitionLine(int Device, int Samples, double NoiseRate, double RealisedNoiseRate, IReadOnlyList<int> Labels);
}
