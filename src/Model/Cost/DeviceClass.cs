namespace FedPrune.Model.Cost;

/// <summary>Devices of one kind: log-normal bandwidths and speeds around their medians.</summary>
/// <param name="Name">What it is called in results.</param>
/// <param name="Median">The device in the middle.</param>
/// <param name="BandwidthSpread">σ of the logarithm of the bandwidths, one draw for both directions.</param>
/// <param name="ComputeSpread">σ of the logarithm of the speed.</param>
public sealed record DeviceClass(string Name, DeviceProfile Median, double BandwidthSpread, double ComputeSpread);

/// <summary>A kind of devices and how many of all are of it.</summary>
/// <param name="Class">The kind.</param>
/// <param name="Share">Against the other shares of the mix.</param>
public sealed record DeviceShare(DeviceClass Class, double Share);
