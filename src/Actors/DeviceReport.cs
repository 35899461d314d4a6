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
public abstract record DeviceReport(int Round, int Device);

/// <summary>The device trained in time.</summary>
/// <param name="Round">t.</param>
/// <param name="Update">What it sends back.</param>
/// <param name="Loss">Its mean training loss in the last epoch.</param>
/// <param name="Cost">What it cost.</param>
public sealed record TrainResult(int Round, Update Update, double Loss, DeviceCost Cost) : DeviceReport(Round, Update.Device)
{
    /// <summary>What the device keeps for its next round.</summary>
    public ReadOnlyMemory<float> Memory { get; init; }
}

/// <summary>The device could not be done before the deadline; it spent its resources in vain.</summary>
public sealed record TrainLate(int Round, int Device, DeviceCost Cost) : DeviceReport(Round, Device);

/// <summary>The device failed.</summary>
/// <param name="Round">t.</param>
/// <param name="Device">Its index.</param>
/// <param name="Reason">Why, in one line.</param>
public sealed record TrainFailed(int Round, int Device, string Reason) : DeviceReport(Round, Device);
