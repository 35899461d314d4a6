using FedPrune.Model.Randomness;

namespace FedPrune.Model.Data;

/// <summary>How training samples are spread over devices.</summary>
public sealed record PartitionPlan
{
    public required PartitionScheme Scheme { get; init; }

    /// <summary>Number of devices, N.</summary>
    public required int Devices { get; init; }

    /// <summary>Samples a device has on average: N times as many are drawn from the training set. 0 uses all of it.</summary>
    public int SamplesPerDevice { get; init; }

    /// <summary>Samples that each device has at least.</summary>
    public int MinimumSamples { get; init; } = 10;

    /// <summary>Draws a partition: the same labels and seed give the same one.</summary>
    /// <param name="labels">(n) labels of the training set.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">The plan cannot be met; the message says what can.</exception>
    public Partition Build(ReadOnlySpan<byte> labels, int classes, ulong seed)
    {
        var total = Total(labels.Length);
        var random = RandomStream.For(seed, Purpose.Partition);
        var pool = Shuffling.Draw(random, labels.Length, total);
        var poolLabels = new byte[total];
        for (int k = 0; k < total; k++)
            poolLabels[k] = labels[pool[k]];
        var owners = Scheme.Assign(new PartitionScheme.Pool(poolLabels, classes, Devices, MinimumSamples), random);
        return Partition.ByOwner(pool, owners, Devices);
    }

    private int Total(int available)
    {
        if (Devices < 1)
            throw new ArgumentException($"{Devices} devices: at least 1 is needed");
        if (SamplesPerDevice < 0 || MinimumSamples < 0)
            throw new ArgumentException($"{SamplesPerDevice} samples per device, at least {MinimumSamples}: neither may be negative");
        if ((long)Devices * SamplesPerDevice > available)
            throw new ArgumentException($"{Devices} devices with {SamplesPerDevice} samples each need {(long)Devices * SamplesPerDevice} "
                + $"of {available} training samples: allowed are up to {available / Devices} samples per device");
        var total = SamplesPerDevice == 0 ? available : Devices * SamplesPerDevice;
        if ((long)Devices * MinimumSamples > total)
            throw new ArgumentException($"{Devices} devices with at least {MinimumSamples} samples need {(long)Devices * MinimumSamples} "
                + $"of {total}: allowed are a minimum of up to {total / Devices}, or up to {total / MinimumSamples} devices");
        return total;
    }
}
