using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FedPrune.Actors;
using FedPrune.Actors.Server;

namespace FedPrune.TestKit;

/// <summary>What must hold does not.</summary>
public sealed class SimulationException(string message) : Exception(message);

/// <summary>What came of a scenario.</summary>
/// <param name="Reports">A report a round, in order.</param>
/// <param name="Final">The state after the last round.</param>
/// <param name="Failure">Why the run failed; null where it did not.</param>
public sealed record SimulationResult(ImmutableArray<RoundReport> Reports, ServerState Final, string? Failure)
{
    /// <summary>Every sampled device of every round.</summary>
    public IEnumerable<DeviceRecord> Devices => Reports.SelectMany(report => report.Devices);

    /// <summary>Of the sparse model after the last round, 0 to 1.</summary>
    public double Accuracy => Reports[^1].Sparse.Accuracy;

    /// <summary>Mean test loss of the sparse model after the last round.</summary>
    public double Loss => Reports[^1].Sparse.Loss / Reports[^1].Sparse.Samples;

    public double VirtualSeconds => Final.Totals.VirtualSeconds;

    /// <summary>Virtual seconds until an accuracy was first reached; null where it never was.</summary>
    public double? SecondsTo(double accuracy) =>
        Reports.FirstOrDefault(report => report.Sparse.Accuracy >= accuracy)?.Totals.VirtualSeconds;

    /// <summary>The model's bits in short: equal where the models are.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(Final.Model.Weights.Span)))[..16];

    public int Count(DeviceOutcome outcome) => Devices.Count(device => device.Outcome == outcome);

    /// <summary>The records of one device, round by round.</summary>
    public IEnumerable<DeviceRecord> Of(int device) => Devices.Where(record => record.Device == device);

    public SimulationResult ShouldReach(double accuracy) => Should(
        Accuracy >= accuracy, string.Create(CultureInfo.InvariantCulture, $"an accuracy of {accuracy:P1} was to be reached; it is {Accuracy:P1}"));

    /// <summary>Every round had its quorum.</summary>
    public SimulationResult ShouldCountEveryRound() => Should(
        Reports.All(report => report.Quorate),
        $"every round was to count; these did not: {string.Join(", ", Reports.Where(report => !report.Quorate).Select(report => report.Round + 1))}");

    public SimulationResult ShouldBeWithin(double virtualSeconds) => Should(
        VirtualSeconds <= virtualSeconds,
        string.Create(CultureInfo.InvariantCulture, $"{virtualSeconds:F1} virtual seconds were allowed; it took {VirtualSeconds:F1}"));

    /// <summary>The accuracy is not lower than another run's by more than a margin.</summary>
    public SimulationResult ShouldBeAsGoodAs(SimulationResult other, double margin) => Should(
        Accuracy >= other.Accuracy - margin,
        string.Create(CultureInfo.InvariantCulture, $"accuracy {Accuracy:P1} against {other.Accuracy:P1}, of which {margin:P1} may be lost"));

    /// <summary>Anything else that is to hold.</summary>
    public SimulationResult Should(bool hold, string otherwise) => hold ? this : throw new SimulationException(otherwise);
}
