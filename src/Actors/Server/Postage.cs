using FedPrune.Model.Algorithms;
using FedPrune.Model.Cost;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Server;

/// <summary>Exact encoded sizes of a round's transfers, and what a dense exchange would have cost.</summary>
internal sealed class Postage
{
    private readonly int _withMask;
    private readonly int _withoutMask;

    public Postage(Experiment experiment, RoundPlan plan, ReadOnlyMemory<float> values)
    {
        BytesUp = UpdatePayload.SizeOf(experiment.Upload, plan.Sent);
        Mask = TopologyId.Of(plan.Travelling);
        _withMask = Size(carriesMask: true);
        _withoutMask = Size(carriesMask: false);

        int Size(bool carriesMask) =>
            new ModelPayload(plan.Round, plan.Sent, values, experiment.Download, plan.Travelling, carriesMask).EncodedSize;
    }

    /// <summary>Id of the mask that travels this round.</summary>
    public ulong Mask { get; }

    /// <summary>Bytes of an upload.</summary>
    public int BytesUp { get; }

    /// <summary>Bytes of the download to a device that was last sent the mask <paramref name="held"/>.</summary>
    public int BytesDown(ulong? held) => held == Mask ? _withoutMask : _withMask;

    /// <summary>Bytes of one dense fp32 exchange, both directions.</summary>
    public static long DenseBytes(ParameterLayout layout) => 2L * UpdatePayload.SizeOf(ValueFormat.Fp32, Topology.Dense(layout));

    /// <summary>How many times the work of the sparse model the dense model's would have been.</summary>
    public static double DenseWork(Topology sent) =>
        TrainingFlops.PerSample(Topology.Dense(sent.Layout)) / TrainingFlops.PerSample(sent);
}
