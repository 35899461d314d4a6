using FedPrune.Actors.Rounds;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Cost;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tailoring;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Server;

/// <summary>Turns a round's plan into an order: who gets what, in how many bytes.</summary>
internal sealed class Handout : IRoundCosts
{
    private readonly Experiment _experiment;
    private readonly ServerState _state;
    private readonly RoundPlan _plan;
    private readonly Dictionary<Topology, Parcel> _parcels = new(ReferenceEqualityComparer.Instance);

    private readonly Dictionary<Topology, long> _memory = new(ReferenceEqualityComparer.Instance);

    private Handout(Experiment experiment, ServerState state, RoundPlan plan) => (_experiment, _state, _plan) = (experiment, state, plan);

    /// <inheritdoc/>
    public double Deadline => _experiment.Deadline;

    /// <summary>What a plan would cost devices.</summary>
    public static IRoundCosts CostsOf(Experiment experiment, ServerState state, RoundPlan plan) => new Handout(experiment, state, plan);

    /// <summary>The order of a plan to the round's cohort.</summary>
    public static RoundOrder Of(Experiment experiment, ServerState state, RoundPlan plan)
    {
        var handout = new Handout(experiment, state, plan);
        var common = handout.ParcelOf(plan.Sent, maskTravels: true);
        var shares = experiment.Algorithm.Tailoring?.Shares(
            new TailoringRound(experiment.Algorithm, state.Model, plan, experiment.Rounds, handout));
        var cohort = handout.Cohort(device => shares?.Invoke(device).Topology ?? plan.Sent);
        return new RoundOrder(
            plan, common.Values, common.Postage.BytesUp, common.FlopsPerSample, experiment.Deadline,
            [.. cohort.Select(device => handout.Assign(device, shares?.Invoke(device)))])
        {
            StartsAt = state.Totals.VirtualSeconds,
            TrainsLate = experiment.Policy.TakesLate,
            SumsOnNodes = experiment.Algorithm.NeedsSumsOnly(plan) && !experiment.Policy.TakesLate,
        };
    }

    /// <inheritdoc/>
    public double Seconds(int device, Topology topology)
    {
        var parcel = ParcelOf(topology, maskTravels: true);
        var flops = parcel.FlopsPerSample * _experiment.SampleCounts[device] * _experiment.Training.Epochs;
        return _experiment.Population.ProfileOf(device, _experiment.Seed)
            .Times(parcel.Postage.BytesDown(Held(device)), flops, parcel.Postage.BytesUp).Total;
    }

    private int[] Cohort(Func<int, Topology> topologyOf)
    {
        var underway = _state.Pending.Select(update => update.Device).ToHashSet();
        var wanted = _experiment.Policy.Asked(_experiment.Cohort, _experiment.Devices, underway.Count);
        var anyone = underway.Count == 0 && _experiment.Population.Unlimited;
        return _experiment.Policy.Selection.Select(new SelectionRound(
            _experiment.Devices, wanted, _plan.Round, _experiment.Seed, _experiment.SampleCounts, _state.Seen,
            anyone ? null : device => !underway.Contains(device) && CanTrain(device, topologyOf)));
    }

    // A device that is away is not asked, and none gets a model that its memory cannot hold.
    private bool CanTrain(int device, Func<int, Topology> topologyOf)
    {
        if (_experiment.Population.Unlimited)
            return true;
        var profile = _experiment.Population.ProfileOf(device, _experiment.Seed);
        var now = _state.Totals.VirtualSeconds;
        return profile.IsThere(device, now, now)
            && (profile.MemoryBytes == long.MaxValue || MemoryOf(topologyOf(device)) <= profile.MemoryBytes);
    }

    private long MemoryOf(Topology topology)
    {
        if (!_memory.TryGetValue(topology, out var bytes))
            _memory.Add(topology, bytes = TrainingMemory.Bytes(topology, _experiment.Training.BatchSize));
        return bytes;
    }

    private Assignment Assign(int device, Share? share)
    {
        var parcel = ParcelOf(share?.Topology ?? _plan.Sent, share?.MaskTravels ?? true);
        var work = share?.Work ?? _plan.Work;
        var along = work.Accompanying is { } report ? ReportPayload.SizeOf(report) : 0;
        return new Assignment(device, parcel.Postage.BytesDown(Held(device)) + along)
        {
            Mask = parcel.Postage.Mask,
            Own = share is null ? null : new DevicePart(share.Topology, parcel.Values, parcel.Postage.BytesUp, parcel.FlopsPerSample, work),
            Memory = _state.Devices.GetValueOrDefault(device),
        };
    }

    private ulong? Held(int device) => _state.Masks.TryGetValue(device, out var held) ? held : null;

    // Many devices may share a topology, but never one that travels with one that is derived.
    private Parcel ParcelOf(Topology topology, bool maskTravels)
    {
        if (!_parcels.TryGetValue(topology, out var parcel))
        {
            var common = ReferenceEquals(topology, _plan.Sent);
            var values = ValueCodec.AsReceived(
                _experiment.Download, topology, common ? _plan.Values : topology.Gather(_state.Model.Weights.Span));
            var travelling = common ? _plan.Travelling : maskTravels ? topology : null;
            var postage = new Postage(_experiment, _plan.Round, topology, values, travelling);
            parcel = new Parcel(values, postage, TrainingFlops.PerSample(topology));
            _parcels.Add(topology, parcel);
        }
        return parcel;
    }

    private sealed record Parcel(ReadOnlyMemory<float> Values, Postage Postage, double FlopsPerSample);
}
