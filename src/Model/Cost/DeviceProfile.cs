using System.Collections.Immutable;
using FedPrune.Model.Randomness;

namespace FedPrune.Model.Cost;

/// <summary>What a simulated device can do.</summary>
/// <param name="DownBitsPerSecond">Bandwidth of its downlink.</param>
/// <param name="UpBitsPerSecond">Bandwidth of its uplink.</param>
/// <param name="LatencySeconds">One way, paid once for the download and once for the upload.</param>
/// <param name="FlopsPerSecond">Floating-point operations of training it does in a second.</param>
public sealed record DeviceProfile(double DownBitsPerSecond, double UpBitsPerSecond, double LatencySeconds, double FlopsPerSecond)
{
    /// <summary>The kind of device; empty where there is but one.</summary>
    public string Class { get; init; } = "";

    /// <summary>What a model may take.</summary>
    public long MemoryBytes { get; init; } = long.MaxValue;

    /// <summary>When it can be reached.</summary>
    public Availability Availability { get; init; } = Availability.Always;

    /// <summary>Its own number in [0, 1) for its availability.</summary>
    public double Phase { get; init; }

    /// <summary>Whether it is there from one time through another, in virtual seconds since the start of the run.</summary>
    public bool IsThere(int device, double from, double until) => Availability.Through(device, Phase, from, until);

    /// <summary>The same device, everything it does taking so many times as long.</summary>
    public DeviceProfile Slowed(double factor) => this with
    {
        DownBitsPerSecond = DownBitsPerSecond / factor,
        UpBitsPerSecond = UpBitsPerSecond / factor,
        FlopsPerSecond = FlopsPerSecond / factor,
    };

    /// <summary>How long a device needs for a round's transfers and training.</summary>
    public DeviceTimes Times(long bytesDown, double flops, long bytesUp) => new(
        LatencySeconds + (8 * bytesDown / DownBitsPerSecond),
        flops / FlopsPerSecond,
        LatencySeconds + (8 * bytesUp / UpBitsPerSecond));
}

/// <summary>Virtual seconds of one device's round.</summary>
public readonly record struct DeviceTimes(double Download, double Compute, double Upload)
{
    /// <summary>From the start of the round until the server has the update.</summary>
    public double Total => Download + Compute + Upload;
}

/// <summary>Where devices come from: log-normal bandwidths and speeds around their medians.</summary>
/// <param name="Median">The device in the middle.</param>
/// <param name="BandwidthSpread">σ of the logarithm of the bandwidths, one draw for both directions.</param>
/// <param name="ComputeSpread">σ of the logarithm of the speed.</param>
public sealed record DevicePopulation(DeviceProfile Median, double BandwidthSpread, double ComputeSpread)
{
    /// <summary>Kinds of devices, drawn by their shares; none: all are of the median above.</summary>
    public ImmutableArray<DeviceShare> Mix { get; init; } = [];

    /// <summary>Whether any model fits every device and every device is always there.</summary>
    public bool Unlimited => Medians.All(median => median.MemoryBytes == long.MaxValue && median.Availability == Availability.Always);

    private IEnumerable<DeviceProfile> Medians => Mix.IsEmpty ? [Median] : Mix.Select(kind => kind.Class.Median);

    /// <summary>The profile of one device, the same for the same seed.</summary>
    public DeviceProfile ProfileOf(int device, ulong seed)
    {
        var (median, bandwidthSpread, computeSpread) = KindOf(device, seed);
        var random = RandomStream.For(seed, Purpose.DeviceProfiles, device: device);
        var bandwidth = Math.Exp(bandwidthSpread * random.NextNormal());
        var speed = Math.Exp(computeSpread * random.NextNormal());
        return median with
        {
            DownBitsPerSecond = median.DownBitsPerSecond * bandwidth,
            UpBitsPerSecond = median.UpBitsPerSecond * bandwidth,
            FlopsPerSecond = median.FlopsPerSecond * speed,
            Phase = median.Availability == Availability.Always ? 0 : random.NextDouble(),
        };
    }

    private (DeviceProfile Median, double BandwidthSpread, double ComputeSpread) KindOf(int device, ulong seed)
    {
        if (Mix.IsEmpty)
            return (Median, BandwidthSpread, ComputeSpread);
        var drawn = RandomStream.For(seed, Purpose.DeviceClasses, device: device).NextDouble() * Mix.Sum(kind => kind.Share);
        var chosen = Mix[^1].Class;
        foreach (var (kind, share) in Mix)
        {
            if ((drawn -= share) < 0)
            {
                chosen = kind;
                break;
            }
        }
        return (chosen.Median, chosen.BandwidthSpread, chosen.ComputeSpread);
    }
}
