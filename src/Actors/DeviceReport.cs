using Akka.Actor;
using FedPrune.Actors.Mailboxes;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Cost;

namespace FedPrune.Actors;

/// <summary>How a sampled device's round ended; each ends in exactly one of these.</summary>
public enum DeviceOutcome
{
    /// <summary>Its update came in time and entered the aggregate.</summary>
    Counted,

    /// <summary>Its update came after the round had closed.</summary>
    Late,

    /// <summary>It gave no usable update.</summary>
    Failed,
}

/// <summary>What one device's round cost, in encoded bytes, floating-point operations and virtual seconds.</summary>
public sealed record DeviceCost(int BytesDown, int BytesUp, double Flops, DeviceTimes Times)
{
    /// <summary>Those of the FLOPs that no training is: dense gradients, losses of the received model.</summary>
    public double ExtraFlops { get; init; }
}

/// <summary>A device's answer to a round.</summary>
public abstract record DeviceReport(int Round, int Device)
{
    /// <summary>What went wrong on the device on purpose; null for nothing.</summary>
    public string? Fault { get; init; }
}

/// <summary>When an upload has its device's uplink.</summary>
/// <param name="From">Virtual seconds since the start of the run.</param>
/// <param name="Seconds">How long it takes, latency included.</param>
public sealed record UplinkUse(double From, double Seconds);

/// <summary>An update whose values stay on the node where they were made, to be summed there.</summary>
/// <param name="Node">Who has them: takes <see cref="Server.SumRequest"/>.</param>
/// <param name="Defect">Why they must not be summed; null for nothing.</param>
public sealed record Withheld(IActorRef Node, string? Defect);

/// <summary>The device trained in time.</summary>
/// <param name="Round">t.</param>
/// <param name="Update">What it sends back.</param>
/// <param name="Loss">Its mean training loss in the last epoch.</param>
/// <param name="Cost">What it cost.</param>
public sealed record TrainResult(int Round, Update Update, double Loss, DeviceCost Cost) : DeviceReport(Round, Update.Device), IPayload
{
    /// <summary>What the device keeps for its next round.</summary>
    public ReadOnlyMemory<float> Memory { get; init; }

    /// <summary>Where the update's values are, when they have not come; null when they have.</summary>
    public Withheld? Withheld { get; init; }

    /// <summary>How it travels; null where it is there already.</summary>
    public UplinkUse? Uplink { get; init; }

    int ITimedMessage.Line => Device;

    double ITimedMessage.EntersAt => Uplink?.From ?? 0;

    double ITimedMessage.Seconds => Uplink?.Seconds ?? 0;

    double ITimedMessage.Latency => 0;

    long ITimedMessage.Size => Cost.BytesUp;

    bool ITimedMessage.Passed => Uplink is null;

    ITimedMessage ITimedMessage.After(double waited) => this with
    {
        Uplink = null,
        Cost = Cost with { Times = Cost.Times with { Upload = Cost.Times.Upload + waited } },
    };
}

/// <summary>The device trained, and its upload is not what it sent: to be decoded, which it will not be.</summary>
/// <param name="Round">t.</param>
/// <param name="Device">Its index.</param>
/// <param name="Payload">The bytes that came.</param>
/// <param name="Cost">What it cost.</param>
public sealed record TrainUpload(int Round, int Device, ReadOnlyMemory<byte> Payload, DeviceCost Cost) : DeviceReport(Round, Device);

/// <summary>The device could not be done before the deadline; it spent its resources in vain.</summary>
public sealed record TrainLate(int Round, int Device, DeviceCost Cost) : DeviceReport(Round, Device);

/// <summary>The device failed.</summary>
/// <param name="Round">t.</param>
/// <param name="Device">Its index.</param>
/// <param name="Reason">Why, in one line.</param>
public sealed record TrainFailed(int Round, int Device, string Reason) : DeviceReport(Round, Device)
{
    /// <summary>What it cost all the same, where that is known.</summary>
    public DeviceCost? Cost { get; init; }
}
