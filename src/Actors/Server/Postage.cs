using FedPrune.Model.Cost;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Server;

/// <summary>Exact encoded sizes of a topology's transfers in a round, and what a dense exchange would have cost.</summary>
internal sealed class Postage
{
    private readonly int _withMask;
    private readonly int _withoutMask;

    /// <summary>Sizes the transfers of one topology.</summary>
    /// <param name="experiment">Formats.</param>
    /// <param name="round">t.</param>
    /// <param name="sent">What is trained.</param>
    /// <param name="values">Its values.</param>
    /// <param name="travelling">What of it travels; null where the device derives it.</param>
    public Postage(Experiment experiment, int round, Topology sent, ReadOnlyMemory<float> values, Topology? travelling)
    {
        BytesUp = UpdatePayload.SizeOf(experiment.Upload, sent);
        Mask = TopologyId.Of(travelling ?? sent);
        _withoutMask = Size(carriesMask: false);
        _withMask = travelling is null ? _withoutMask : Size(carriesMask: true);

        int Size(bool carriesMask) =>
            new ModelPayload(round, sent, values, experiment.Download, travelling ?? sent, carriesMask).EncodedSize;
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
