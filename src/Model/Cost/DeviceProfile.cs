using FedPrune.Model.Randomness;

namespace FedPrune.Model.Cost;

/// <summary>What a simulated device can do.</summary>
/// <param name="DownBitsPerSecond">Bandwidth of its downlink.</param>
/// <param name="UpBitsPerSecond">Bandwidth of its uplink.</param>
/// <param name="LatencySeconds">One way, paid once for the download and once for the upload.</param>
/// <param name="FlopsPerSecond">Floating-point operations of training it does in a second.</param>
public sealed record DeviceProfile(double DownBitsPerSecond, double UpBitsPerSecond, double LatencySeconds, double FlopsPerSecond)
{
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
    /// <summary>The profile of one device, the same for the same seed.</summary>
    public DeviceProfile ProfileOf(int device, ulong seed)
    {
        var random = RandomStream.For(seed, Purpose.DeviceProfiles, device: device);
        var bandwidth = Math.Exp(BandwidthSpread * random.NextNormal());
        var speed = Math.Exp(ComputeSpread * random.NextNormal());
        return new DeviceProfile(
            Median.DownBitsPerSecond * bandwidth, Median.UpBitsPerSecond * bandwidth, Median.LatencySeconds, Median.FlopsPerSecond * speed);
    }
}
