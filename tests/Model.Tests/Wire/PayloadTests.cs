using System.Buffers;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Wire;

namespace FedPrune.Model.Tests.Wire;

public sealed class PayloadTests
{
    private static readonly WireLimits Limits = new();

    private static RandomStream Rounding => RandomStream.For(7, Purpose.Rounding);

    [Fact]
    public void A_model_comes_back_as_it_was_in_exactly_the_bytes_announced()
    {
        for (int trial = 0; trial < 400; trial++)
        {
            var payload = AnyModel(trial, (ValueFormat)(trial % 3));
            var bytes = payload.Encode(Rounding);
            Assert.Equal(payload.EncodedSize, bytes.Length);
            var back = ModelPayload.Decode(bytes, payload.Topology.Layout, Limits, _ => payload.Base, (_, _) => payload.Topology);
            Assert.Equal((payload.Round, payload.Format, payload.CarriesMask), (back.Round, back.Format, back.CarriesMask));
            Assert.True(payload.Topology.SameAs(back.Topology) && payload.Base.SameAs(back.Base));
            Assert.Equal(ValueCodec.AsReceived(payload.Format, payload.Topology, payload.Values, Rounding), back.Values);
        }
    }

    [Fact]
    public void An_update_comes_back_as_it_was_in_exactly_the_bytes_announced()
    {
        for (int trial = 0; trial < 400; trial++)
        {
            var payload = AnyUpdate(trial, (ValueFormat)(trial % 3));
            var bytes = payload.Encode(Rounding);
            Assert.Equal(payload.EncodedSize, bytes.Length);
            var back = UpdatePayload.Decode(bytes, payload.Topology.Layout, Limits, _ => payload.Topology);
            Assert.Equal(
                (payload.Round, payload.Device, payload.Samples, payload.TrainingLoss, payload.Format),
                (back.Round, back.Device, back.Samples, back.TrainingLoss, back.Format));
            Assert.Same(payload.Topology, back.Topology);
            Assert.Equal(ValueCodec.AsReceived(payload.Format, payload.Topology, payload.Values, Rounding), back.Values);
        }
    }

    [Fact]
    public void A_buffer_writer_gets_the_same_bytes()
    {
        var writer = new ArrayBufferWriter<byte>();
        AnyModel(1, ValueFormat.Fp16).Encode(writer);
        AnyUpdate(2, ValueFormat.Int8).Encode(writer, Rounding);
        Assert.Equal([.. AnyModel(1, ValueFormat.Fp16).Encode(), .. AnyUpdate(2, ValueFormat.Int8).Encode(Rounding)], writer.WrittenSpan.ToArray());
    }

    [Fact]
    public void Only_the_id_travels_to_a_receiver_that_has_the_topology()
    {
        var layout = Topologies.Layout(5000, -10);
        var topology = Topologies.Uniform(layout, 0.1, Topologies.Stream(1));
        var values = Topologies.Values(topology, Topologies.Stream(2));
        var with = new ModelPayload(3, topology, values);
        var without = new ModelPayload(3, topology, values, carriesMask: false);
        Assert.InRange(with.EncodedSize - without.EncodedSize, MaskCodec.EncodedSize(topology), MaskCodec.EncodedSize(topology) + 5);
        Assert.InRange(without.EncodedSize - (4 * topology.Count), 1, 64);

        var back = ModelPayload.Decode(without.Encode(), layout, Limits, id => id == TopologyId.Of(topology) ? topology : null);
        Assert.Same(topology, back.Topology);
        AssertRefused(WireFault.MaskId, () => ModelPayload.Decode(without.Encode(), layout, Limits, _ => null));
        AssertRefused(WireFault.MaskId, () => ModelPayload.Decode(without.Encode(), layout, Limits));
    }

    [Fact]
    public void The_base_travels_and_the_receiver_completes_it_with_what_the_round_explores()
    {
        var layout = Topologies.Layout(5000, -10);
        var whole = Topologies.Uniform(layout, 0.2, Topologies.Stream(1));
        var travelled = Topology.Of(layout, [.. whole.Kept.ToArray().Where(i => i >= 5000 || i % 3 != 0)]);
        var values = Topologies.Values(whole, Topologies.Stream(2));
        var payload = new ModelPayload(12, whole, values, baseTopology: travelled);
        var bytes = payload.Encode();
        Assert.InRange(payload.EncodedSize - (4 * whole.Count), MaskCodec.EncodedSize(travelled), MaskCodec.EncodedSize(travelled) + 64);

        var back = ModelPayload.Decode(bytes, layout, Limits, null, (round, found) => round == 12 && found.SameAs(travelled) ? whole : found);
        Assert.Same(whole, back.Topology);
        Assert.Equal(values, back.Values.ToArray());
        AssertRefused(WireFault.MaskId, () => ModelPayload.Decode(bytes, layout, Limits));
        AssertRefused(WireFault.MaskId, () => ModelPayload.Decode(bytes, layout, Limits, null, (_, _) => Topology.Dense(layout)));
    }

    [Fact]
    public void The_last_four_bytes_are_the_crc32c_of_the_others()
    {
        Assert.Equal(0xE3069283u, ForgedHeader.Crc32C("123456789"u8)); // the check value of the published algorithm
        for (int trial = 0; trial < 30; trial++)
        {
            var bytes = AnyModel(trial, ValueFormat.Fp32).Encode();
            Assert.Equal(ForgedHeader.Crc32C(bytes.AsSpan(..^4)), BitConverter.ToUInt32(bytes.AsSpan(^4..)));
        }
    }

    [Fact]
    public void Impossible_payloads_cannot_be_made()
    {
        var topology = Topology.Dense(Topologies.Layout(4));
        Assert.Throws<ArgumentException>(() => new ModelPayload(0, topology, new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelPayload(-1, topology, new float[4]));
        Assert.Throws<ArgumentException>(() => new ModelPayload(0, topology, new float[4], baseTopology: Topology.Dense(Topologies.Layout(5))));
        Assert.Throws<ArgumentException>(() => new UpdatePayload(0, 0, 1, 0, topology, new float[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new UpdatePayload(0, -1, 1, 0, topology, new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new UpdatePayload(0, 0, -1, 0, topology, new float[4]));
    }

    internal static ModelPayload AnyModel(int trial, ValueFormat format)
    {
        var random = Topologies.Stream(trial);
        var whole = Topologies.Any(random);
        var travelled = random.Next(2) == 0 ? null : Topologies.Any(whole.Layout, random);
        var round = random.Next(3) == 0 ? 0 : random.Next();
        return new(round, whole, Topologies.Values(whole, random), format, travelled, random.Next(2) == 0);
    }

    internal static UpdatePayload AnyUpdate(int trial, ValueFormat format)
    {
        var random = Topologies.Stream(trial);
        var topology = Topologies.Any(random);
        var loss = random.Next(3) == 0 ? 0 : random.NextNormal();
        return new(random.Next(300), random.Next(), random.Next(1000), loss, topology, Topologies.Values(topology, random), format);
    }

    private static void AssertRefused(WireFault fault, Action decode) => Assert.Equal(fault, Assert.Throws<WireFormatException>(decode).Fault);
}
