using System.Text.Json;
using System.Text.Json.Serialization;
using FedPrune.Actors.Server;

namespace FedPrune.Host.Runs;

/// <summary>One round, as a line of <c>metrics.jsonl</c> and of <c>run --json</c>.</summary>
/// <param name="Round">From 1.</param>
/// <param name="Accuracy">Of the sparse model on the test images, 0 to 1.</param>
/// <param name="AccuracyDense">Of the recovered large model.</param>
/// <param name="Loss">Mean cross-entropy of the sparse model on the test images.</param>
/// <param name="BytesUp">Encoded bytes so far.</param>
/// <param name="BytesDown">Encoded bytes so far.</param>
/// <param name="Flops">Training FLOPs so far.</param>
/// <param name="VirtualSeconds">Simulated time so far.</param>
/// <param name="WallSeconds">Real time so far.</param>
/// <param name="Density">Kept parameters over all.</param>
/// <param name="MaskChurn">Share of the mask that is new.</param>
/// <param name="Counted">Devices whose update entered the aggregate.</param>
/// <param name="Stragglers">Devices that were late.</param>
/// <param name="Failures">Devices that failed.</param>
/// <param name="MemoryMb">Resident memory of the process.</param>
internal sealed record RoundRecord(
    int Round, double Accuracy, double AccuracyDense, double Loss, long BytesUp, long BytesDown, double Flops, double VirtualSeconds,
    double WallSeconds, double Density, double MaskChurn, int Counted, int Stragglers, int Failures, double MemoryMb)
{
    public string Type => "round";

    /// <summary>Where sums over updates were taken: nodes for the edge nodes; null for the server.</summary>
    public string? Sums { get; init; }

    public static RoundRecord Of(RoundReport report, double wallSeconds) => new(
        report.Round + 1, report.Sparse.Accuracy, report.Dense.Accuracy, report.Sparse.Loss / report.Sparse.Samples,
        report.Totals.BytesUp, report.Totals.BytesDown, report.Totals.Flops, report.Totals.VirtualSeconds, wallSeconds,
        report.Density, report.Churn,
        report.Devices.Count(d => d.Outcome == Actors.DeviceOutcome.Counted),
        report.Devices.Count(d => d.Outcome == Actors.DeviceOutcome.Late),
        report.Devices.Count(d => d.Outcome == Actors.DeviceOutcome.Failed),
        Environment.WorkingSet / 1e6)
    {
        Sums = report.SummedOnNodes ? "nodes" : null,
    };
}

/// <summary>One device in one round, as a line of <c>devices.jsonl</c>.</summary>
internal sealed record DeviceLine(
    int Round, int Device, string Outcome, string? Reason, int Samples, double? Loss, double? Contribution, double? Reputation,
    double? Weight, int? BytesDown, int? BytesUp, double? Flops, double? DownloadSeconds, double? ComputeSeconds, double? UploadSeconds,
    string? Fault, int? Staleness)
{
    public static DeviceLine Of(int round, DeviceRecord device) => new(
        round + 1, device.Device, device.Outcome.ToString().ToLowerInvariant(), device.Reason, device.Samples, device.Loss,
        device.Score, device.Reputation, device.Weight, device.Cost?.BytesDown, device.Cost?.BytesUp, device.Cost?.Flops,
        device.Cost?.Times.Download, device.Cost?.Times.Compute, device.Cost?.Times.Upload, device.Fault, device.Staleness);
}

/// <summary>The whole run: <c>summary.json</c> and the last line of <c>run --json</c>.</summary>
internal sealed record RunSummary
{
    public string Type => "summary";

    public required string Run { get; init; }

    public required string Algorithm { get; init; }

    public required string Dataset { get; init; }

    public required string Network { get; init; }

    public required int Parameters { get; init; }

    /// <summary>Channels, height and width of its input.</summary>
    public IReadOnlyList<int>? Input { get; init; }

    public int? Classes { get; init; }

    public required int Devices { get; init; }

    public required int Rounds { get; init; }

    public required bool Interrupted { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>What has trained: torch, sparse, or torch+sparse where the topologies' densities lay on both sides.</summary>
    public required string Engine { get; init; }

    /// <summary>What sums over updates were taken in, and in how many rounds by the edge nodes; null for double.</summary>
    public string? Sums { get; init; }

    /// <summary>Bytes of payloads from and to the edge nodes of a cluster, those sent again included; null without a cluster.</summary>
    public long? NodeBytesReceived { get; init; }

    /// <inheritdoc cref="NodeBytesReceived"/>
    public long? NodeBytesSent { get; init; }

    public required double FinalAccuracy { get; init; }

    public required double FinalAccuracyDense { get; init; }

    /// <summary>Mean accuracy of the sparse model over the last five rounds.</summary>
    public required double LastFiveAccuracy { get; init; }

    public required double BestAccuracy { get; init; }

    public required long BytesUp { get; init; }

    public required long BytesDown { get; init; }

    /// <summary>Both directions, had the same devices exchanged dense fp32 models.</summary>
    public required long BytesDense { get; init; }

    public required double TrainFlops { get; init; }

    public required double TrainFlopsDense { get; init; }

    public required double WallSeconds { get; init; }

    public required double VirtualSeconds { get; init; }

    /// <summary>Of the whole process; unknown where other runs shared it.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Of the whole process; unknown where other runs shared it.</summary>
    public double? PeakRssMb { get; init; }

    /// <summary>SHA-256 of <c>model.safetensors</c>, the recovered large model.</summary>
    public required string ModelSha256 { get; init; }
}

/// <summary>How the program writes JSON: snake_case, one object a line.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Lines = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Line<T>(T value) => JsonSerializer.Serialize(value, Lines);

    public static T? Read<T>(string line) => JsonSerializer.Deserialize<T>(line, Lines);
}
