using FedPrune.Model.Cost;

namespace FedPrune.Model.Tests.Cost;

public sealed class DeviceProfileTests
{
    private static readonly DeviceProfile Median = new(DownBitsPerSecond: 8e6, UpBitsPerSecond: 2e6, LatencySeconds: 0.05, FlopsPerSecond: 1e9);

    [Fact]
    public void A_round_takes_bits_over_bandwidth_latency_each_way_and_flops_over_speed()
    {
        var times = Median.Times(bytesDown: 1_000_000, flops: 3e9, bytesUp: 500_000);
        Assert.Equal((1.05, 3, 2.05), (times.Download, times.Compute, times.Upload));
        Assert.Equal(6.1, times.Total, 12);
    }

    [Fact]
    public void Large_transfers_do_not_overflow() =>
        Assert.Equal(0.05 + 1e6, Median.Times(1_000_000_000_000, 0, 0).Download, 6);

    [Fact]
    public void Bandwidths_and_speeds_are_log_normal_around_the_median()
    {
        var population = new DevicePopulation(Median, BandwidthSpread: 0.8, ComputeSpread: 0.4);
        DeviceProfile[] devices = [.. Enumerable.Range(0, 4000).Select(d => population.ProfileOf(d, 1))];
        double[] bandwidth = [.. devices.Select(d => Math.Log(d.DownBitsPerSecond / 8e6))], speed = [.. devices.Select(d => Math.Log(d.FlopsPerSecond / 1e9))];
        AssertNormal(bandwidth, 0.8);
        AssertNormal(speed, 0.4);
        Assert.InRange(bandwidth.Zip(speed, (b, s) => b * s).Average() / (0.8 * 0.4), -0.06, 0.06); // independent of each other
        Assert.All(devices, d => Assert.Equal(4, d.DownBitsPerSecond / d.UpBitsPerSecond, 9));
        Assert.All(devices, d => Assert.Equal(0.05, d.LatencySeconds));
    }

    [Fact]
    public void Without_spread_every_device_is_the_median()
    {
        var population = new DevicePopulation(Median, 0, 0);
        Assert.All(Enumerable.Range(0, 10), d => Assert.Equal(Median, population.ProfileOf(d, 5)));
    }

    [Fact]
    public void A_device_is_the_same_for_the_same_seed_and_no_two_are_alike()
    {
        var population = new DevicePopulation(Median, 0.8, 0.4);
        Assert.Equal(population.ProfileOf(17, 3), (population with { }).ProfileOf(17, 3));
        var all = Enumerable.Range(0, 100).SelectMany(d => new[] { population.ProfileOf(d, 3), population.ProfileOf(d, 4) });
        Assert.Equal(200, all.Distinct().Count());
    }

    // Median 0, deviation as said, 95 % within 1.96 of it.
    private static void AssertNormal(double[] logs, double deviation)
    {
        Assert.InRange(logs.Order().ElementAt(logs.Length / 2) / deviation, -0.08, 0.08);
        Assert.InRange(Math.Sqrt(logs.Average(x => x * x)) / deviation, 0.95, 1.05);
        Assert.InRange(logs.Count(x => Math.Abs(x) < 1.96 * deviation) / (double)logs.Length, 0.93, 0.97);
    }
}
