using System.Collections.Immutable;

namespace FedPrune.Actors.Faults;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>The device crashes when it has the model.</summary>
    CrashBefore,

    /// <summary>The device crashes while it trains.</summary>
    CrashDuring,

    /// <summary>The device crashes when it has trained, before it sends.</summary>
    CrashAfter,

    /// <summary>The first <see cref="FaultRule.Times"/> attempts to upload are lost.</summary>
    UploadLost,

    /// <summary>The upload comes twice.</summary>
    UploadDoubled,

    /// <summary>The upload comes <see cref="FaultRule.Seconds"/> later.</summary>
    UploadDelayed,

    /// <summary>Only the beginning of the upload comes.</summary>
    UploadTruncated,

    /// <summary>One bit of the upload is flipped.</summary>
    UploadFlipped,

    /// <summary>The update has numbers that are none.</summary>
    NotANumber,

    /// <summary>The update is <see cref="FaultRule.Factor"/> times as large: so large that it is nobody's honest work.</summary>
    Exploding,

    /// <summary>The update goes the other way.</summary>
    SignFlipped,

    /// <summary>The update is <see cref="FaultRule.Factor"/> times as large, and not so large that it is conspicuous.</summary>
    Scaled,

    /// <summary>The device trains on labels turned round: class c is taught as the last class minus c.</summary>
    LabelsFlipped,

    /// <summary>Transfers and training take <see cref="FaultRule.Factor"/> times as long.</summary>
    Slow,

    /// <summary>The device is away for every other <see cref="FaultRule.Seconds"/>.</summary>
    Flapping,

    /// <summary>The model does not fit the memory that the device has left.</summary>
    OutOfMemory,

    /// <summary>The compute slot throws.</summary>
    SlotThrows,

    /// <summary>The compute slot never ends its job.</summary>
    SlotHangs,

    /// <summary>The disk is full when a round's checkpoint is written.</summary>
    DiskFull,
}

/// <summary>A fault, whom it befalls and when. Where several fit, all of them happen.</summary>
/// <param name="Kind">What goes wrong.</param>
public sealed record FaultRule(FaultKind Kind)
{
    /// <summary>The devices that it befalls; empty where <see cref="Share"/> decides.</summary>
    public ImmutableArray<int> Devices { get; init; } = [];

    /// <summary>Share of all devices that it befalls, in [0, 1]: as many as that rounds to, drawn once by the seed.</summary>
    public double Share { get; init => field = value is >= 0 and <= 1 ? value : throw NotAllowed("share", value, "0 to 1"); } = 1;

    /// <summary>Chance that it befalls one of them in a round, in [0, 1].</summary>
    public double Chance { get; init => field = value is >= 0 and <= 1 ? value : throw NotAllowed("chance", value, "0 to 1"); } = 1;

    /// <summary>First round, from 0.</summary>
    public int From { get; init; }

    /// <summary>Last round.</summary>
    public int Until { get; init; } = int.MaxValue;

    /// <summary>How much larger or slower, above 0.</summary>
    public double Factor { get; init => field = value > 0 ? value : throw NotAllowed("factor", value, "above 0"); } = 10;

    /// <summary>Virtual seconds, above 0.</summary>
    public double Seconds { get; init => field = value > 0 ? value : throw NotAllowed("seconds", value, "above 0"); } = 60;

    /// <summary>How often, at least 1.</summary>
    public int Times { get; init => field = value >= 1 ? value : throw NotAllowed("times", value, "from 1"); } = 1;

    private static ArgumentOutOfRangeException NotAllowed(string what, double value, string allowed) =>
        new(what, value, $"the {what} of a fault is {allowed}");
}
