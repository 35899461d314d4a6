using FedPrune.Model.Aggregation;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Wire;

namespace FedPrune.Model.Tests.Wire;

public sealed class ReportPayloadTests
{
    private static readonly Model.Networks.ParameterLayout Layout = TinyNetworks.EveryLayer.Layout;
    private static readonly WireLimits Limits = new();

    public static TheoryData<int> Kinds => [0, 1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Comes_back_as_it_was_in_as_many_bytes_as_were_said(int kind)
    {
        var report = Report(kind);
        var bytes = ReportPayload.Encode(report, round: 3, device: 0);
        var read = ReportPayload.Decode(bytes, Layout, Limits);
        Assert.Equal(ReportPayload.SizeOf(report), bytes.Length);
        Assert.Equal(report.Values.ToArray(), read.Values.ToArray());
        Assert.Equal(report.Where is null, read.Where is null);
        Assert.True(report.Where is null || report.Where.SameAs(read.Where!));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_byte_can_be_changed_unnoticed(int kind)
    {
        var bytes = ReportPayload.Encode(Report(kind), 3, 7);
        for (int i = 0; i < bytes.Length; i += Math.Max(1, bytes.Length / 97))
        {
            bytes[i] ^= 0x10;
            Assert.Throws<WireFormatException>(() => ReportPayload.Decode(bytes, Layout, Limits));
            bytes[i] ^= 0x10;
        }
    }

    [Fact]
    public void Indices_alone_cost_their_mask_and_values_four_bytes_each()
    {
        var (which, withValues) = (Report(2), Report(1));
        Assert.InRange(ReportPayload.SizeOf(withValues) - ReportPayload.SizeOf(which) - (4 * withValues.Values.Length), 0, 8);
        Assert.InRange(ReportPayload.SizeOf(which), 1, 120);
    }

    [Fact]
    public void A_number_that_is_not_finite_is_refused() => Assert.Equal(
        WireFault.Values,
        Assert.Throws<WireFormatException>(
            () => ReportPayload.Decode(ReportPayload.Encode(new SideReport(null, new[] { float.NaN }), 0, 0), Layout, Limits)).Fault);

    [Fact]
    public void An_update_is_no_report()
    {
        var update = new UpdatePayload(0, 0, 1, 0.5, Topology.Dense(Layout), new float[Layout.Count]).Encode();
        Assert.Equal(WireFault.Header, Assert.Throws<WireFormatException>(() => ReportPayload.Decode(update, Layout, Limits)).Fault);
    }

    [Fact]
    public void An_update_of_its_own_topology_comes_back_where_that_is_allowed_and_only_there()
    {
        var topology = Topologies.Uniform(Layout, 0.2, Topologies.Stream(1));
        var values = Topologies.Values(topology, Topologies.Stream(2));
        var bytes = new UpdatePayload(4, 2, 10, 0.5, topology, values, carriesMask: true).Encode();
        Assert.Equal(UpdatePayload.SizeOf(ValueFormat.Fp32, topology, carriesMask: true), bytes.Length);
        var read = UpdatePayload.Decode(bytes, Layout, Limits, _ => null, ownTopology: true);
        Assert.True(read.Topology.SameAs(topology));
        Assert.Equal(values, read.Values.ToArray());
        Assert.Equal(WireFault.Header, Assert.Throws<WireFormatException>(() => UpdatePayload.Decode(bytes, Layout, Limits, _ => topology)).Fault);
    }

    private static SideReport Report(int kind)
    {
        var dense = Topology.Dense(Layout);
        int[] some = [.. Layout.Blocks.Where(b => b.Prunable).SelectMany(b => Enumerable.Range(b.Offset, b.Count).Where(j => j % 5 == 1))];
        var chosen = Topology.Of(Layout, some);
        return kind switch
        {
            0 => new SideReport(dense, Topologies.Values(dense, Topologies.Stream(1))),
            1 => new SideReport(chosen, Topologies.Values(chosen, Topologies.Stream(2))),
            2 => new SideReport(chosen, default),
            3 => new SideReport(null, new float[] { 0.5f, -1, 2 }),
            _ => new SideReport(Topology.Of(Layout, []), default),
        };
    }
}
