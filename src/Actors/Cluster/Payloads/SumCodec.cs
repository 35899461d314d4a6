using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FedPrune.Actors.Cluster.Protocol;
using FedPrune.Actors.Server;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Wire;
using Google.Protobuf;

namespace FedPrune.Actors.Cluster.Payloads;

/// <summary>
/// Requests for sums, and sums, in bytes. Coordinates travel only where they are not those of the devices' parts, which both
/// sides know, and then only those whose sums are not 0.
/// </summary>
internal static class SumCodec
{
    private const double Rounding = 1e-9;

    /// <summary>Writes a request.</summary>
    /// <param name="number">By which it is answered.</param>
    /// <param name="request">The request.</param>
    /// <param name="known">What the first of its devices was sent.</param>
    public static byte[] Encode(int number, SumRequest request, Topology known)
    {
        var proto = new SumRequestProto
        {
            Number = (uint)number,
            Round = (uint)request.Round,
            Step = request switch
            {
                SumRequest.Mean => SumRequestProto.Types.Step.Mean,
                SumRequest.Direction => SumRequestProto.Types.Step.Direction,
                SumRequest.Scores => SumRequestProto.Types.Step.Scores,
                _ => throw new NotSupportedException($"{request.GetType().Name} does not travel between nodes"),
            },
            Direction = request is SumRequest.Scores scores ? Of(scores.Total, null, known) : null,
        };
        proto.Devices.AddRange(request.Devices.Select(device => (uint)device));
        proto.Weights.AddRange(request.Weights);
        return new ToNodeProto { Sums = proto }.ToByteArray();
    }

    /// <summary>Reads and checks a request.</summary>
    /// <param name="proto">The request.</param>
    /// <param name="layout">The network's.</param>
    /// <param name="asked">What devices were sent in its round.</param>
    /// <exception cref="WireFormatException">Anything is wrong.</exception>
    public static PartialSumsActor.Work Read(SumRequestProto proto, ParameterLayout layout, Dictionary<int, DevicePart> asked)
    {
        if (proto.Devices.Count == 0 || proto.Devices.Count != proto.Weights.Count || !proto.Weights.All(w => w is >= 0 and <= 1 + Rounding))
            throw new WireFormatException(WireFault.Header, $"{proto.Weights.Count} weights for {proto.Devices.Count} devices, or some that are none");
        ImmutableArray<int> devices = [.. proto.Devices.Select(device => Vectors.Whole(device, int.MaxValue, "device"))];
        if (devices.FirstOrDefault(device => !asked.ContainsKey(device), -1) is >= 0 and var stranger)
            throw new WireFormatException(WireFault.Header, $"a sum over device {stranger}, which was asked for nothing");
        var (number, round) = (Vectors.Whole(proto.Number, int.MaxValue, "number"), Vectors.Whole(proto.Round, int.MaxValue, "round"));
        ImmutableArray<double> weights = [.. proto.Weights];
        return new PartialSumsActor.Work(number, proto.Step switch
        {
            SumRequestProto.Types.Step.Mean => new SumRequest.Mean(round, devices, weights),
            SumRequestProto.Types.Step.Direction => new SumRequest.Direction(round, devices, weights),
            SumRequestProto.Types.Step.Scores => new SumRequest.Scores(
                round, devices, weights, Framed(Sum(proto.Direction, layout, asked[devices[0]].Topology, Bound(1, int.MaxValue)), proto.Direction)),
            _ => throw new WireFormatException(WireFault.Header, "a request for nothing"),
        });
    }

    /// <summary>Writes an answer.</summary>
    /// <param name="done">The answer.</param>
    /// <param name="known">What the first of the request's devices was sent.</param>
    public static byte[] Encode(PartialSumsActor.Done done, Topology known)
    {
        var proto = new SumAnswerProto { Number = (uint)done.Number };
        switch (done.Answer)
        {
            case SumAnswer.Mean mean:
                proto.Sum = Of(mean.Part.Sum, mean.Part.Held, known);
                break;
            case SumAnswer.Direction direction:
                proto.Sum = Of(direction.Part, null, known);
                break;
            case SumAnswer.Scores scores:
                proto.Scores.AddRange(scores.Values);
                break;
            default:
                throw new NotSupportedException($"{done.Answer.GetType().Name} does not travel between nodes");
        }
        return new FromNodeProto { Sums = proto }.ToByteArray();
    }

    /// <summary>Reads and checks an answer: what no weighted sum of updates can be is refused.</summary>
    /// <param name="proto">The answer.</param>
    /// <param name="request">To what.</param>
    /// <param name="layout">The network's.</param>
    /// <param name="known">What the first of its devices was sent.</param>
    /// <exception cref="WireFormatException">Anything is wrong.</exception>
    public static SumAnswer Read(SumAnswerProto proto, SumRequest request, ParameterLayout layout, Topology known)
    {
        var total = request.Weights.Sum();
        switch (request)
        {
            case SumRequest.Mean:
                var sum = Sum(proto.Sum, layout, known, Bound(total * FixedPoint.Most, request.Devices.Length));
                var weight = request.Weights.Sum(FixedPoint.Of);
                var held = proto.Sum.Held.IsEmpty ? null : new FixedVector(sum.Frame, Numbers(proto.Sum.Held, sum.Frame.Count, weight, least: 0));
                return new SumAnswer.Mean(FixedMean.Of(sum, held, weight));
            case SumRequest.Direction:
                return new SumAnswer.Direction(Sum(proto.Sum, layout, known, Bound(total, request.Devices.Length)));
            default:
                if (proto.Scores.Count != request.Devices.Length || !proto.Scores.All(score => Math.Abs(score) <= 1 + Rounding))
                    throw new WireFormatException(WireFault.Values, $"{proto.Scores.Count} scores of {request.Devices.Length} devices, or some that are none");
                return new SumAnswer.Scores([.. proto.Scores]);
        }
    }

    // The most that a sum over some devices can come to, each term being rounded.
    private static long Bound(double magnitude, int terms) => FixedPoint.Of(magnitude * (1 + Rounding)) + terms;

    private static SumProto Of(FixedVector sums, FixedVector? held, Topology known)
    {
        var proto = new SumProto();
        if (sums.Frame.SameAs(known) && held is null)
        {
            proto.Sums = Of(sums.Numbers);
            return proto;
        }
        var numbers = sums.Numbers;
        var holders = held is null ? default : held.Numbers;
        var places = new List<int>();
        for (int k = 0; k < numbers.Length; k++)
        {
            if (numbers[k] != 0 || (!holders.IsEmpty && holders[k] != 0))
                places.Add(k);
        }
        proto.Where = Vectors.Of(Topology.Of(sums.Frame.Layout, [.. places.Select(k => sums.Frame.IsDense ? k : sums.Frame.Kept[k])]));
        proto.Sums = Of(Picked(numbers, places));
        if (held is not null)
            proto.Held = Of(Picked(holders, places));
        return proto;
    }

    private static long[] Picked(ReadOnlySpan<long> numbers, List<int> places)
    {
        var picked = new long[places.Count];
        for (int k = 0; k < picked.Length; k++)
            picked[k] = numbers[places[k]];
        return picked;
    }

    private static ByteString Of(ReadOnlySpan<long> numbers) => ByteString.CopyFrom(MemoryMarshal.AsBytes(numbers));

    private static FixedVector Sum(SumProto? proto, ParameterLayout layout, Topology known, long most)
    {
        if (proto is null)
            throw new WireFormatException(WireFault.Header, "a sum is missing");
        var frame = proto.Where is null ? known : Vectors.Read(proto.Where, layout);
        return new FixedVector(frame, Numbers(proto.Sums, frame.Count, most, -most));
    }

    // Scores are taken at every coordinate of an update, also where the direction is 0.
    private static FixedVector Framed(FixedVector sum, SumProto proto)
    {
        if (proto.Where is null)
            return sum;
        var dense = new FixedVector(Topology.Dense(sum.Frame.Layout));
        dense.Add(sum);
        return dense;
    }

    private static ReadOnlySpan<long> Numbers(ByteString bytes, int count, long most, long least)
    {
        if (bytes.Length != sizeof(long) * (long)count)
            throw new WireFormatException(WireFault.Shape, $"{bytes.Length} bytes are not {count} sums");
        var numbers = MemoryMarshal.Cast<byte, long>(bytes.Span);
        if (count > 0 && (TensorPrimitives.Max(numbers) > most || TensorPrimitives.Min(numbers) < least))
            throw new WireFormatException(WireFault.Values, "a sum beyond what those updates can come to");
        return numbers;
    }
}
