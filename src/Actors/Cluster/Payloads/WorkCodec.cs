using System.Collections.Immutable;
using FedPrune.Actors.Cluster.Protocol;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;
using FedPrune.Model.Wire;
using FedPrune.Model.Works;

namespace FedPrune.Actors.Cluster.Payloads;

/// <summary>What devices do, as it is told to an edge node: a closed set.</summary>
internal static class WorkCodec
{
    /// <summary>Writes what is to be done.</summary>
    /// <exception cref="NotSupportedException">The work is none that travels.</exception>
    public static WorkProto Of(DeviceWork work) => work switch
    {
        _ when ReferenceEquals(work, DeviceWork.Training) => new WorkProto { Training = true },
        ControlledTraining controlled => new WorkProto { Control = Vectors.Of(controlled.Control) },
        MovingMask moving => new WorkProto { MovingShare = moving.Share },
        PruningAfterwards pruning => new WorkProto { DensityAfterwards = pruning.Density },
        SendingLargest sending => new WorkProto { SentShare = sending.Share },
        SummingGradients => new WorkProto { SummingGradients = true },
        ReportingGrowth growth => new WorkProto { Growth = Of(growth) },
        TellingLosses telling => new WorkProto
        {
            Losses = new WorkProto.Types.Losses { Distillation = telling.Distillation, Temperature = telling.Temperature, Suspected = telling.Suspected },
        },
        _ => throw new NotSupportedException($"{work.GetType().Name} cannot be done on another node"),
    };

    /// <summary>Reads what is to be done.</summary>
    /// <exception cref="WireFormatException">It is no work for this network.</exception>
    public static DeviceWork Read(WorkProto? proto, ParameterLayout layout) => proto?.KindCase switch
    {
        WorkProto.KindOneofCase.Training => DeviceWork.Training,
        WorkProto.KindOneofCase.Control => ControlledTraining.Of(Topology.Dense(layout), Vectors.Read(proto.Control, layout.Count)),
        WorkProto.KindOneofCase.MovingShare => new MovingMask(Share(proto.MovingShare)),
        WorkProto.KindOneofCase.DensityAfterwards => new PruningAfterwards(Share(proto.DensityAfterwards)),
        WorkProto.KindOneofCase.SentShare => new SendingLargest(Share(proto.SentShare)),
        WorkProto.KindOneofCase.SummingGradients => new SummingGradients(),
        WorkProto.KindOneofCase.Growth => Read(proto.Growth, layout),
        WorkProto.KindOneofCase.Losses => new TellingLosses(
            Share(proto.Losses.Distillation), Finite(proto.Losses.Temperature), proto.Losses.Suspected),
        _ => throw new WireFormatException(WireFault.Header, "a part says of no known work what is to be done"),
    };

    private static WorkProto.Types.Growth Of(ReportingGrowth growth)
    {
        var proto = new WorkProto.Types.Growth { WithValues = growth.WithValues };
        proto.Counts.Add(growth.Counts.Select(count => (uint)count));
        if (growth.Extrusion is (var lambda, var psi))
            (proto.Lambda, proto.Psi) = (lambda, psi);
        return proto;
    }

    private static ReportingGrowth Read(WorkProto.Types.Growth proto, ParameterLayout layout)
    {
        if (proto.Counts.Count != layout.Blocks.Length)
            throw new WireFormatException(WireFault.Shape, $"growth in {proto.Counts.Count} blocks of a network that has {layout.Blocks.Length}");
        ImmutableArray<int> counts = [.. proto.Counts.Select(count => Vectors.Whole(count, layout.Count + 1L, "a count of growth"))];
        return new ReportingGrowth(counts, proto.WithValues, proto.HasLambda ? (Finite(proto.Lambda), Finite(proto.Psi)) : null);
    }

    private static double Share(double value) =>
        value is >= 0 and <= 1 ? value : throw new WireFormatException(WireFault.Values, $"a share of {value} is not from 0 to 1");

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new WireFormatException(WireFault.Values, $"{value} is not finite");
}
