using System.Collections.Immutable;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Server;

/// <summary>What a finished round was, published on the event stream.</summary>
/// <param name="Round">t, from 0.</param>
/// <param name="Sparse">Test result of the sparse model W⊙M.</param>
/// <param name="Dense">Test result of the recovered large model W.</param>
/// <param name="Totals">What the run has cost so far, this round included.</param>
/// <param name="Quorate">Whether enough devices answered in time; else the model stayed as it was.</param>
/// <param name="Seconds">Virtual seconds of this round.</param>
/// <param name="Density">Kept parameters of M over all.</param>
/// <param name="Churn">Share of M that was not in the round's M before.</param>
/// <param name="Devices">The cohort, in device order.</param>
public sealed record RoundReport(
    int Round, Evaluation Sparse, Evaluation Dense, RunTotals Totals, bool Quorate, double Seconds, double Density, double Churn,
    ImmutableArray<DeviceRecord> Devices)
{
    /// <summary>Whether the updates stayed on their nodes, which summed them.</summary>
    public bool SummedOnNodes { get; init; }

    /// <summary>Updates of earlier rounds that came in this one and entered the aggregate, in device order.</summary>
    public ImmutableArray<DeviceRecord> Stale { get; init; } = [];
}

/// <summary>One device of one round.</summary>
/// <param name="Device">Its index.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why it did not count.</param>
/// <param name="Samples">n_i.</param>
/// <param name="Loss">Mean training loss of its last epoch.</param>
/// <param name="Score">φ_i, where the algorithm scores.</param>
/// <param name="Reputation">r_i after the round, where the algorithm scores.</param>
/// <param name="Weight">π_i, where it counted.</param>
/// <param name="Cost">What it cost; unknown where it failed.</param>
public sealed record DeviceRecord(
    int Device, DeviceOutcome Outcome, string? Reason = null, int Samples = 0, double? Loss = null, double? Score = null,
    double? Reputation = null, double? Weight = null, DeviceCost? Cost = null)
{
    /// <summary>What went wrong on the device on purpose; null for nothing.</summary>
    public string? Fault { get; init; }

    /// <summary>Rounds since its update was trained; null where it is of this round.</summary>
    public int? Staleness { get; init; }
}

/// <summary>What a run has cost.</summary>
/// <param name="BytesUp">Encoded bytes from devices.</param>
/// <param name="BytesDown">Encoded bytes to devices.</param>
/// <param name="BytesDense">Both directions, had the same devices exchanged dense fp32 models.</param>
/// <param name="Flops">Training FLOPs of the sparse models.</param>
/// <param name="FlopsDense">Training FLOPs of the same work on dense models.</param>
/// <param name="VirtualSeconds">Time on the simulated clock.</param>
public sealed record RunTotals(long BytesUp, long BytesDown, long BytesDense, double Flops, double FlopsDense, double VirtualSeconds)
{
    public static RunTotals Zero { get; } = new(0, 0, 0, 0, 0, 0);
}

/// <summary>The run is over; published once.</summary>
/// <param name="Rounds">Rounds done, those before a resume included.</param>
/// <param name="Interrupted">Whether it was asked to stop before its last round.</param>
public sealed record RunFinished(int Rounds, bool Interrupted);

/// <summary>The run cannot go on; published once.</summary>
public sealed record RunFailed(string Reason);
