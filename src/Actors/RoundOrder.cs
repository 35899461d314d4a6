using System.Collections.Immutable;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;

namespace FedPrune.Actors;

/// <summary>A round as it is handed out: one for the whole cohort, shared by reference.</summary>
/// <param name="Plan">The round's topologies.</param>
/// <param name="Values">The sparse model as devices receive it, compact on <see cref="RoundPlan.Sent"/>.</param>
/// <param name="BytesUp">Encoded bytes of an upload.</param>
/// <param name="FlopsPerSample">Training FLOPs of one sample, once.</param>
/// <param name="Deadline">Virtual seconds after its start at which the round closes.</param>
/// <param name="Assignments">The cohort, in device order.</param>
public sealed record RoundOrder(
    RoundPlan Plan, ReadOnlyMemory<float> Values, int BytesUp, double FlopsPerSample, double Deadline, ImmutableArray<Assignment> Assignments)
{
    /// <summary>t, from 0.</summary>
    public int Round => Plan.Round;

    /// <summary>Virtual seconds since the start of the run.</summary>
    public double StartsAt { get; init; }

    /// <summary>Whether a device trains that cannot be done before the deadline.</summary>
    public bool TrainsLate { get; init; }

    /// <summary>Whether nodes of other processes are to keep the updates and sum them: no more than sums is needed.</summary>
    public bool SumsOnNodes { get; init; }

    /// <summary>What a device of the cohort is to train.</summary>
    public DevicePart PartOf(Assignment assignment) =>
        assignment.Own ?? new DevicePart(Plan.Sent, Values, BytesUp, FlopsPerSample, Plan.Work);
}

/// <summary>What one device is to do.</summary>
/// <param name="Topology">What it trains.</param>
/// <param name="Values">The weights it starts from, compact.</param>
/// <param name="BytesUp">Encoded bytes of its upload, without a mask of its own and without a report.</param>
/// <param name="FlopsPerSample">Training FLOPs of one sample, once.</param>
/// <param name="Work">What it does.</param>
public sealed record DevicePart(Topology Topology, ReadOnlyMemory<float> Values, int BytesUp, double FlopsPerSample, DeviceWork Work);

/// <summary>One device of a cohort.</summary>
/// <param name="Device">Its index.</param>
/// <param name="BytesDown">Encoded bytes of its download: less where it already has the mask.</param>
public sealed record Assignment(int Device, int BytesDown)
{
    /// <summary>Id of the mask that it was sent or had.</summary>
    public ulong Mask { get; init; }

    /// <summary>What it gets that others do not; null where it gets the plan's.</summary>
    public DevicePart? Own { get; init; }

    /// <summary>What it kept of its last round. In a simulation the server looks after it; it does not travel.</summary>
    public ReadOnlyMemory<float> Memory { get; init; }
}
