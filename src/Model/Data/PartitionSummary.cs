using System.Collections.Immutable;
using System.Text.Json;

namespace FedPrune.Model.Data;

/// <summary>What one device holds.</summary>
/// <param name="Device">Its number.</param>
/// <param name="Samples">How many samples it has.</param>
/// <param name="Labels">(C) how many there are of each class, by their true labels.</param>
/// <param name="NoiseRate">Probability of a wrong label, as drawn; 0 where the device is clean.</param>
/// <param name="RealisedNoiseRate">Share of its labels that are wrong.</param>
public sealed record DeviceSummary(int Device, int Samples, ImmutableArray<int> Labels, double NoiseRate, double RealisedNoiseRate)
{
    public ImmutableArray<int> Labels { get; } = Labels.Sum() == Samples
        ? Labels
        : throw new ArgumentException($"device {Device}: {Labels.Sum()} labels of {Samples} samples");
}

/// <summary>What every device holds, in device order; writes itself as JSON Lines.</summary>
public sealed class PartitionSummary
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private PartitionSummary(ImmutableArray<DeviceSummary> devices) => Devices = devices;

    public ImmutableArray<DeviceSummary> Devices { get; }

    /// <summary>Counts what each device holds.</summary>
    /// <param name="labels">(n) true labels of the training set.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="partition">Which samples each device has.</param>
    /// <param name="noise">What noise did to the labels.</param>
    public static PartitionSummary Of(ReadOnlySpan<byte> labels, int classes, Partition partition, NoisyLabels noise)
    {
        var devices = ImmutableArray.CreateBuilder<DeviceSummary>(partition.Devices);
        for (int device = 0; device < partition.Devices; device++)
        {
            var histogram = new int[classes];
            foreach (var sample in partition.Samples(device))
                histogram[labels[sample]]++;
            devices.Add(new DeviceSummary(
                device, partition.CountOf(device), [.. histogram], noise.Rates[device], noise.RealisedRates[device]));
        }
        return new PartitionSummary(devices.MoveToImmutable());
    }

    /// <summary>
    /// One object a line: <c>{"device":0,"samples":3,"noise_rate":0.5,"realised_noise_rate":0.33,"labels":[1,2]}</c>.
    /// </summary>
    public void WriteTo(TextWriter writer)
    {
        foreach (var device in Devices)
        {
            writer.Write(JsonSerializer.Serialize(device, Json));
            writer.Write('\n');
        }
    }
}
