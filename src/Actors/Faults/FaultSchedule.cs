using System.Collections.Immutable;
using FedPrune.Model.Randomness;

namespace FedPrune.Actors.Faults;

/// <summary>A plan for a given number of devices and seed: who has which fault when.</summary>
public sealed class FaultSchedule
{
    private readonly ulong _seed;
    private readonly ImmutableArray<(FaultRule Rule, HashSet<int>? Devices)> _rules; // null: all of them

    public FaultSchedule(FaultPlan plan, int devices, ulong seed)
    {
        _seed = seed;
        _rules = [.. plan.Rules.Select((rule, index) => (rule, DevicesOf(rule, index, devices, seed)))];
    }

    /// <summary>What goes wrong on a device in a round.</summary>
    public DeviceFaults Of(int round, int device)
    {
        if (_rules.IsEmpty)
            return DeviceFaults.None;
        var faults = ImmutableArray.CreateBuilder<FaultRule>();
        for (int r = 0; r < _rules.Length; r++)
        {
            var (rule, devices) = _rules[r];
            if (rule.Kind != FaultKind.DiskFull && devices?.Contains(device) != false && Happens(rule, r, round, device))
                faults.Add(rule);
        }
        return faults.Count == 0 ? DeviceFaults.None : new DeviceFaults(faults.ToImmutable());
    }

    /// <summary>Whether the disk is full when a round's checkpoint is written.</summary>
    public bool DiskIsFull(int round) =>
        _rules.Index().Any(r => r.Item.Rule.Kind == FaultKind.DiskFull && Happens(r.Item.Rule, r.Index, round, device: -1));

    private bool Happens(FaultRule rule, int index, int round, int device) =>
        round >= rule.From && round <= rule.Until
        && (rule.Chance >= 1 || Stream(_seed, index, round, device).NextDouble() < rule.Chance);

    private static HashSet<int>? DevicesOf(FaultRule rule, int index, int devices, ulong seed)
    {
        if (!rule.Devices.IsEmpty)
            return [.. rule.Devices];
        var count = (int)Math.Round(rule.Share * devices);
        return count == devices ? null : [.. Sampling.WithoutReplacement(devices, count, Stream(seed, index, round: -1, device: -1))];
    }

    private static RandomStream Stream(ulong seed, int rule, int round, int device) =>
        RandomStream.For(seed + ((ulong)rule * 0x9E3779B97F4A7C15ul), Purpose.Faults, round, device);
}
