using System.Text.Json;
using FedPrune.Model.Data;

namespace FedPrune.Model.Tests.Data;

public sealed class PartitionSummaryTests
{
    private const int Classes = 10;
    private static readonly byte[] Labels = [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * 3 % Classes))];
    private static readonly Partition Partition = new PartitionPlan { Scheme = new Dirichlet(0.3), Devices = 12 }.Build(Labels, Classes, 8);

    private static readonly NoisyLabels Noise = new LabelNoise
    {
        Kind = NoiseKind.PairFlip, Fraction = 0.5, LowestRate = 0.4, HighestRate = 0.6,
    }.Apply(Labels, Classes, Partition, 8);

    private static readonly PartitionSummary Summary = PartitionSummary.Of(Labels, Classes, Partition, Noise);

    [Fact]
    public void Counts_the_true_labels_of_each_device()
    {
        Assert.Equal(12, Summary.Devices.Length);
        foreach (var device in Summary.Devices)
            for (int c = 0; c < Classes; c++)
                Assert.Equal(Partition.Samples(device.Device).ToArray().Count(s => Labels[s] == c), device.Labels[c]);
        Assert.Equal(3000, Summary.Devices.Sum(device => device.Samples));
    }

    [Fact]
    public void Writes_a_line_of_json_for_each_device_in_order()
    {
        using var writer = new StringWriter();
        Summary.WriteTo(writer);

        var lines = writer.ToString().Split('\n');
        Assert.Equal("", lines[^1]);
        var devices = lines[..^1].Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(Enumerable.Range(0, 12), devices.Select(d => d.GetProperty("device").GetInt32()));
        Assert.All(devices, d => Assert.Equal(
            d.GetProperty("samples").GetInt32(), d.GetProperty("labels").EnumerateArray().Sum(count => count.GetInt32())));
        Assert.Equal(Noise.Rates, devices.Select(d => d.GetProperty("noise_rate").GetDouble()));
        Assert.Equal(Noise.RealisedRates, devices.Select(d => d.GetProperty("realised_noise_rate").GetDouble()));
    }

    [Fact]
    public void Refuses_a_histogram_that_does_not_sum_to_the_samples() =>
        Assert.Contains("device 3: 5 labels of 6 samples", Assert.Throws<ArgumentException>(
            () => new DeviceSummary(3, 6, [2, 3], 0, 0)).Message, StringComparison.Ordinal);
}
