using System.Collections.Immutable;
using FedPrune.Actors.Cluster.Protocol;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Pruning;
using FedPrune.Model.Wire;
using Google.Protobuf;

namespace FedPrune.Actors.Cluster.Payloads;

/// <summary>A node's part of a round in bytes: each model once, however many devices train it.</summary>
internal static class OrderCodec
{
    public static byte[] Encode(RoundOrder order)
    {
        var proto = new OrderProto
        {
            Round = (uint)order.Round, Deadline = order.Deadline, StartsAt = order.StartsAt, TrainsLate = order.TrainsLate,
            SumsOnNodes = order.SumsOnNodes,
        };
        var models = new Dictionary<(Topology, ReadOnlyMemory<float>), uint>();
        var parts = new Dictionary<DevicePart, uint>();
        foreach (var assignment in order.Assignments)
        {
            var part = order.PartOf(assignment);
            if (!parts.TryGetValue(part, out var index))
            {
                parts.Add(part, index = (uint)parts.Count);
                proto.Parts.Add(Of(part, ModelOf(part)));
            }
            proto.Tasks.Add(new TaskProto
            {
                Device = (uint)assignment.Device, Part = index, BytesDown = (uint)assignment.BytesDown, Memory = Vectors.Of(assignment.Memory),
            });
        }
        return new ToNodeProto { Order = proto }.ToByteArray();

        uint ModelOf(DevicePart part)
        {
            if (!models.TryGetValue((part.Topology, part.Values), out var model))
            {
                models.Add((part.Topology, part.Values), model = (uint)models.Count);
                proto.Models.Add(new ModelProto { Topology = Vectors.Of(part.Topology), Values = Vectors.Of(part.Values) });
            }
            return model;
        }
    }

    /// <summary>Reads and checks a part of a round.</summary>
    /// <param name="proto">The part.</param>
    /// <param name="experiment">What the node takes part in.</param>
    /// <exception cref="WireFormatException">Anything is wrong.</exception>
    public static RoundOrder Read(OrderProto proto, Experiment experiment)
    {
        var round = Vectors.Whole(proto.Round, experiment.Rounds, "round");
        if (double.IsNaN(proto.Deadline) || !double.IsFinite(proto.StartsAt) || proto.Tasks.Count == 0)
            throw new WireFormatException(WireFault.Header, "an order without a deadline, a start or a device");
        DevicePart[] parts = Parts(proto, experiment);
        var assignments = proto.Tasks.Select(task => Read(task, parts, experiment)).OrderBy(a => a.Device).ToImmutableArray();
        for (int i = 1; i < assignments.Length; i++)
        {
            if (assignments[i].Device == assignments[i - 1].Device)
                throw new WireFormatException(WireFault.Header, $"device {assignments[i].Device} is asked twice");
        }
        var (topology, values) = (parts[0].Topology, parts[0].Values);
        var plan = new RoundPlan(round, topology, topology, topology, values) { Seed = experiment.Seed, Work = parts[0].Work };
        return new RoundOrder(plan, values, parts[0].BytesUp, parts[0].FlopsPerSample, proto.Deadline, assignments)
        {
            StartsAt = proto.StartsAt,
            TrainsLate = proto.TrainsLate,
            SumsOnNodes = proto.SumsOnNodes,
        };
    }

    private static PartProto Of(DevicePart part, uint model) =>
        new() { Model = model, BytesUp = (uint)part.BytesUp, FlopsPerSample = part.FlopsPerSample, Work = WorkCodec.Of(part.Work) };

    private static DevicePart[] Parts(OrderProto proto, Experiment experiment)
    {
        var layout = experiment.Network.Layout;
        if (proto.Parts.Count == 0 || proto.Parts.Count > proto.Tasks.Count || proto.Models.Count > proto.Parts.Count)
            throw new WireFormatException(WireFault.Header, $"{proto.Models.Count} models in {proto.Parts.Count} parts for {proto.Tasks.Count} devices");
        var models = new (Topology Topology, float[] Values)[proto.Models.Count];
        for (int m = 0; m < models.Length; m++)
        {
            var topology = Vectors.Read(proto.Models[m].Topology, layout);
            models[m] = (topology, Vectors.Read(proto.Models[m].Values, topology.Count));
            if (!Finiteness.OfAll(models[m].Values))
                throw new WireFormatException(WireFault.Values, $"model {m} of an order is not finite");
        }
        return [.. proto.Parts.Select(part =>
        {
            var (topology, values) = models[Vectors.Whole(part.Model, models.Length, "model")];
            var bytesUp = Vectors.Whole(part.BytesUp, int.MaxValue, "an upload's size");
            return new DevicePart(topology, values, bytesUp, part.FlopsPerSample, WorkCodec.Read(part.Work, layout));
        })];
    }

    private static Assignment Read(TaskProto task, DevicePart[] parts, Experiment experiment) => new(
        Vectors.Whole(task.Device, experiment.Devices, "device"),
        Vectors.Whole(task.BytesDown, int.MaxValue, "a download's size"))
    {
        Own = parts[Vectors.Whole(task.Part, parts.Length, "part")],
        Memory = Vectors.Read(task.Memory),
    };
}
