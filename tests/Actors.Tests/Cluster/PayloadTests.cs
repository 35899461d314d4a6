using Akka.Actor;
using FedPrune.Actors.Cluster.Payloads;
using FedPrune.Actors.Cluster.Protocol;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Training;
using FedPrune.Model.Wire;
using FedPrune.Model.Works;

namespace FedPrune.Actors.Tests.Cluster;

public sealed class PayloadTests
{
    private static readonly RoundOrder Order = Tiny.Order(Tiny.Experiment, 1, 4, 6) with { Deadline = double.PositiveInfinity, StartsAt = 2.5, TrainsLate = true };

    public static TheoryData<DeviceWork> Works =>
    [
        DeviceWork.Training, new MovingMask(0.25), new PruningAfterwards(0.5), new SendingLargest(0.1), new SummingGradients(),
        new TellingLosses(0.3, 0.8, Suspected: true),
    ];

    [Fact]
    public void An_order_comes_back_as_it_was()
    {
        var memory = new float[] { 1, float.Epsilon, -0f };
        var order = Order with { Assignments = [.. Order.Assignments.Select(a => a with { Memory = a.Device == 4 ? memory : default })] };
        var back = OrderIn(OrderCodec.Encode(order));
        Assert.Equal((order.Round, order.Deadline, order.StartsAt, true), (back.Round, back.Deadline, back.StartsAt, back.TrainsLate));
        Assert.Equal([1, 4, 6], back.Assignments.Select(a => a.Device));
        Assert.Equal(order.Assignments.Select(a => a.BytesDown), back.Assignments.Select(a => a.BytesDown));
        Assert.Equal(Bits(memory), Bits(back.Assignments[1].Memory.ToArray()));
        var part = back.PartOf(back.Assignments[0]);
        Assert.True(part.Topology.SameAs(order.Plan.Sent));
        Assert.Equal(Bits(order.Values.ToArray()), Bits(part.Values.ToArray()));
        Assert.Equal((order.BytesUp, order.FlopsPerSample), (part.BytesUp, part.FlopsPerSample));
        Assert.All(back.Assignments, a => Assert.Same(part, back.PartOf(a)));
    }

    [Fact]
    public void A_model_travels_once_for_all_devices_of_a_node()
    {
        var one = OrderCodec.Encode(Tiny.Order(Tiny.Experiment, 1)).Length;
        var seven = OrderCodec.Encode(Tiny.Order(Tiny.Experiment, 0, 1, 2, 3, 4, 5, 6)).Length;
        Assert.True(seven - one < Order.Values.Length * sizeof(float), $"{one} bytes for one device, {seven} for seven");

        var suspected = Order with
        {
            Assignments = [.. Order.Assignments.Select(a => a with { Own = Order.PartOf(a) with { Work = new TellingLosses(0.1, 1, a.Device == 4) } })],
        };
        Assert.True(OrderCodec.Encode(suspected).Length - OrderCodec.Encode(Order).Length < Order.Values.Length * sizeof(float));
    }

    [Theory]
    [MemberData(nameof(Works))]
    public void Work_comes_back_as_it_was(DeviceWork work)
    {
        var order = Order with { Plan = Order.Plan with { Work = work } };
        var back = OrderIn(OrderCodec.Encode(order));
        Assert.Equal(work, back.PartOf(back.Assignments[2]).Work);
    }

    [Fact]
    public void An_answer_comes_back_as_it_was_even_where_its_numbers_are_none()
    {
        var part = Order.PartOf(Order.Assignments[1]);
        var sent = Tiny.Answer(Order, 4, float.NaN) with { Fault = "not-a-number", Uplink = new UplinkUse(3, 4), Memory = new float[] { 5 } };
        sent = sent with { Update = sent.Update with { Report = new SideReport(part.Topology, new float[part.Topology.Count]) } };
        var back = Assert.IsType<TrainResult>(Back(sent, part));
        Assert.Equal((sent.Cost, sent.Loss, sent.Fault, sent.Uplink, 1), (back.Cost, back.Loss, back.Fault, back.Uplink, back.Memory.Length));
        Assert.Same(part.Topology, back.Update.Topology); // aggregation asks whether updates share one
        Assert.Equal(Bits(sent.Update.Values.ToArray()), Bits(back.Update.Values.ToArray()));
        Assert.True(back.Update.Report!.Where!.SameAs(part.Topology));

        var moved = Topology.Of(Tiny.Network.Layout, [0, 5, 160]);
        var own = sent with { Update = sent.Update with { Topology = moved, Values = new float[3] } };
        Assert.True(Assert.IsType<TrainResult>(Back(own, part)).Update.Topology.SameAs(moved));
    }

    [Fact]
    public void Failures_and_late_answers_come_back_as_they_were()
    {
        var part = Order.PartOf(Order.Assignments[1]);
        var cost = Tiny.Cost(Order, 3) with { ExtraFlops = 7 };
        foreach (var sent in (DeviceReport[])[new TrainLate(0, 4, cost) { Fault = "slow" }, new TrainFailed(0, 4, "why"), new TrainFailed(0, 4, "why") { Cost = cost }])
            Assert.Equal(sent, Back(sent, part));
        var upload = Assert.IsType<TrainUpload>(Back(new TrainUpload(0, 4, new byte[] { 1, 2 }, cost), part));
        Assert.Equal([1, 2], upload.Payload.ToArray());
    }

    [Fact]
    public void An_answer_that_nobody_asked_for_is_none()
    {
        var bytes = ReportCodec.Encode(new TrainFailed(0, 3, "why"), Order.PartOf(Order.Assignments[0]));
        Assert.Null(ReportIn(bytes, (_, _) => null));
    }

    [Fact]
    public void Random_and_damaged_bytes_are_refused_with_a_reason_and_nothing_else()
    {
        var part = Order.PartOf(Order.Assignments[1]);
        byte[][] whole = [OrderCodec.Encode(Order), ReportCodec.Encode(Tiny.Answer(Order, 4), part)];
        var random = RandomStream.For(1, Purpose.Faults);
        for (int i = 0; i < 2000; i++)
        {
            var bytes = whole[i % 2].ToArray();
            for (int flips = 0; flips <= i % 5; flips++)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            bytes = bytes[..(i % 3 == 0 ? random.Next(bytes.Length) : bytes.Length)];
            try
            {
                if (i % 2 == 0)
                    OrderIn(bytes);
                else
                    ReportIn(bytes, (_, device) => device == 4 ? part : null);
            }
            catch (WireFormatException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    private static RoundOrder OrderIn(byte[] bytes) => OrderCodec.Read(
        Payload.Parse(ToNodeProto.Parser, bytes).Order ?? throw new WireFormatException(WireFault.Header, "no order"), Tiny.Experiment);

    private static DeviceReport? ReportIn(byte[] bytes, Func<int, int, DevicePart?> partOf, IActorRef? node = null) => ReportCodec.Read(
        Payload.Parse(FromNodeProto.Parser, bytes).Report ?? throw new WireFormatException(WireFault.Header, "no report"),
        Tiny.Network.Layout, partOf, node);

    private static DeviceReport? Back(DeviceReport report, DevicePart part) =>
        ReportIn(ReportCodec.Encode(report, part), (_, device) => device == report.Device ? part : null);

    private static IEnumerable<int> Bits(float[] values) => values.Select(BitConverter.SingleToInt32Bits);
}
