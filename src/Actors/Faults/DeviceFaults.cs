using System.Collections.Immutable;
using FedPrune.Model.Cost;
using FedPrune.Model.Randomness;

namespace FedPrune.Actors.Faults;

/// <summary>What goes wrong on one device in one round.</summary>
/// <param name="Rules">None, most of the time.</param>
public sealed record DeviceFaults(ImmutableArray<FaultRule> Rules)
{
    /// <summary>Attempts that a device makes to upload.</summary>
    public const int Attempts = 3;

    private const int PoisonEvery = 97; // some numbers are none, most are

    /// <summary>Nothing.</summary>
    public static DeviceFaults None { get; } = new([]);

    /// <summary>Their names, for the records; null for none.</summary>
    public string? Names => Rules.IsEmpty ? null : string.Join(", ", Rules.Select(rule => FaultPlan.NameOf(rule.Kind)));

    /// <summary>Attempts to upload that are lost.</summary>
    public int Lost => Rules.Where(rule => rule.Kind == FaultKind.UploadLost).Sum(rule => rule.Times);

    /// <summary>Virtual seconds by which the upload comes later.</summary>
    public double Delay => Rules.Where(rule => rule.Kind == FaultKind.UploadDelayed).Sum(rule => rule.Seconds);

    /// <summary>Whether the bytes of the upload are not those that were sent.</summary>
    public bool Damages => Has(FaultKind.UploadTruncated) || Has(FaultKind.UploadFlipped);

    public bool Has(FaultKind kind) => Rules.Any(rule => rule.Kind == kind);

    /// <summary>What the device can do, so slowed.</summary>
    public DeviceProfile Slowed(DeviceProfile profile) =>
        Rules.Where(rule => rule.Kind == FaultKind.Slow).Aggregate(profile, (slower, rule) => slower.Slowed(rule.Factor));

    /// <summary>Whether the device is away at a time: there and away by turns, each device with its own beginning.</summary>
    public bool Away(double at, int device) => Rules.Any(rule =>
        rule.Kind == FaultKind.Flapping
        && (long)Math.Floor((at / rule.Seconds) + (2 * RandomStream.For(0, Purpose.Faults, device: device).NextDouble())) % 2 == 1);

    /// <summary>The labels that the device trains on.</summary>
    public ReadOnlyMemory<byte> Labels(ReadOnlyMemory<byte> labels, int classes) => Has(FaultKind.LabelsFlipped)
        ? labels.ToArray().Select(label => (byte)(classes - 1 - label)).ToArray()
        : labels;

    /// <summary>The update that the device makes of an honest one.</summary>
    public ReadOnlyMemory<float> Corrupted(ReadOnlyMemory<float> values)
    {
        var factor = 1.0;
        foreach (var rule in Rules)
        {
            factor *= rule.Kind switch
            {
                FaultKind.Exploding or FaultKind.Scaled => rule.Factor,
                FaultKind.SignFlipped => -1,
                _ => 1,
            };
        }
        var poisoned = Has(FaultKind.NotANumber);
        if (factor == 1 && !poisoned)
            return values;
        var corrupted = values.ToArray();
        for (int i = 0; i < corrupted.Length; i++)
            corrupted[i] = poisoned && i % PoisonEvery == 0 ? float.NaN : (float)(factor * corrupted[i]);
        return corrupted;
    }

    /// <summary>What arrives of an upload whose bytes are damaged.</summary>
    public byte[] Damaged(byte[] payload, RandomStream random)
    {
        if (Has(FaultKind.UploadFlipped))
        {
            var bit = random.Next(8 * payload.Length);
            payload[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        return Has(FaultKind.UploadTruncated) ? payload[..random.Next(payload.Length)] : payload;
    }
}
