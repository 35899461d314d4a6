using System.Collections.Immutable;
using FedPrune.Model.Algorithms;

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
}

/// <summary>One device of a cohort.</summary>
/// <param name="Device">Its index.</param>
/// <param name="BytesDown">Encoded bytes of its download: less where it already has the mask.</param>
public sealed record Assignment(int Device, int BytesDown);
