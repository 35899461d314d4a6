using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Wire;

namespace FedPrune.Model.Tests.Wire;

public sealed class RefusalTests
{
    private static readonly WireLimits Limits = new();
    private static readonly ParameterLayout Layout = Topologies.Layout(100, -5, 60);
    private static readonly Topology Sent = Topologies.Uniform(Layout, 0.2, Topologies.Stream(1));
    private static readonly byte[] Update = new UpdatePayload(9, 4, 600, 0.5, Sent, Topologies.Values(Sent, Topologies.Stream(2))).Encode();
    private static readonly byte[] Model = new ModelPayload(9, Sent, Topologies.Values(Sent, Topologies.Stream(2))).Encode();

    /// <summary>Which field of an update is changed to what, and what the receiver says.</summary>
    [Theory]
    [InlineData(ForgedHeader.Kind, 1, WireFault.Header, "kind Update is expected")]
    [InlineData(ForgedHeader.Kind, 77, WireFault.Header, "this is 77")]
    [InlineData(ForgedHeader.Round, 0x80000000, WireFault.Header, "round 2147483648")]
    [InlineData(ForgedHeader.Device, 0xFFFFFFFF, WireFault.Header, "device 4294967295")]
    [InlineData(ForgedHeader.Samples, 0x80000000, WireFault.Header, "samples 2147483648")]
    [InlineData(ForgedHeader.Values, 0, WireFault.Header, "no known way: 0")]
    [InlineData(ForgedHeader.Values, 4, WireFault.Header, "no known way: 4")]
    [InlineData(ForgedHeader.Values, 2, WireFault.Shape, "the topology has")]
    [InlineData(ForgedHeader.Mask, 1, WireFault.Header, "carries no mask")]
    [InlineData(ForgedHeader.BaseMaskId, 5, WireFault.Header, "carries no mask")]
    [InlineData(ForgedHeader.Parameters, 166, WireFault.Shape, "166 parameters, here are 165")]
    [InlineData(ForgedHeader.Parameters, 0xFFFFFFFF, WireFault.TooLarge, "more than the allowed 100000000")]
    [InlineData(ForgedHeader.Kept, 1, WireFault.Shape, "1 values in")]
    [InlineData(ForgedHeader.MaskId, 5, WireFault.MaskId, "0000000000000005 is not known")]
    [InlineData(ForgedHeader.MaskBytes, 1, WireFault.Header, "declares 1 +")]
    [InlineData(ForgedHeader.MaskBytes, 0xFFFFFFFF, WireFault.Header, "declares 4294967295 +")]
    [InlineData(ForgedHeader.ValueBytes, 0xFFFFFFFF, WireFault.Header, "declares 0 + 4294967295")]
    [InlineData(ForgedHeader.Loss, 0x7FF0000000000000, WireFault.Values, "training loss is Infinity")]
    [InlineData(ForgedHeader.Loss, 0x7FF8000000000000, WireFault.Values, "training loss is NaN")]
    public void An_update_with_a_false_header_is_refused(int field, ulong value, WireFault fault, string reason) =>
        AssertRefused(fault, reason, () => DecodeUpdate(ForgedHeader.With(Update, field, value)));

    [Theory]
    [InlineData(ForgedHeader.Kind, 2, WireFault.Header, "kind Model is expected")]
    [InlineData(ForgedHeader.Round, 0x80000000, WireFault.Header, "round 2147483648")]
    [InlineData(ForgedHeader.Mask, 0, WireFault.Header, "declared absent")]
    [InlineData(ForgedHeader.Mask, 1, WireFault.Mask, "no mask of format Dense")]
    [InlineData(ForgedHeader.Mask, 4, WireFault.Header, "no known way: 4")]
    [InlineData(ForgedHeader.MaskId, 5, WireFault.MaskId, "not that of 0000000000000005")]
    [InlineData(ForgedHeader.BaseMaskId, 5, WireFault.MaskId, "not that of 0000000000000005")]
    [InlineData(ForgedHeader.Kept, 1, WireFault.Shape, "1 values in")]
    [InlineData(ForgedHeader.Values, 3, WireFault.Shape, "the topology has")]
    public void A_model_with_a_false_header_is_refused(int field, ulong value, WireFault fault, string reason) =>
        AssertRefused(fault, reason, () => DecodeModel(ForgedHeader.With(Model, field, value)));

    [Fact]
    public void A_header_that_only_repeats_the_truth_is_accepted()
    {
        foreach (var (field, value) in ForgedHeader.Fields(Update))
            Assert.Equal(9, DecodeUpdate(ForgedHeader.With(Update, field, value)).Round);
        Assert.Equal(1_000_000, DecodeUpdate(ForgedHeader.With(Update, ForgedHeader.Device, 1_000_000)).Device);
        Assert.Equal(9, DecodeUpdate(ForgedHeader.With(Update, 99, 5)).Round); // a field of a later version
    }

    [Fact]
    public void Every_payload_that_ends_early_is_refused()
    {
        for (int length = 0; length < Model.Length; length++)
        {
            var cut = Model[..length];
            Assert.Throws<WireFormatException>(() => DecodeModel(cut));
            Assert.Throws<WireFormatException>(() => DecodeModel(ForgedHeader.Seal([.. cut])));
        }
    }

    [Fact]
    public void Every_single_bit_that_changes_is_noticed()
    {
        for (int bit = 0; bit < 8 * Model.Length; bit++)
        {
            var changed = (byte[])Model.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<WireFormatException>(() => DecodeModel(changed));
        }
    }

    [Fact]
    public void What_is_no_payload_or_too_large_is_refused_before_anything_is_read()
    {
        AssertRefused(WireFault.NotAPayload, "not FPW", () => DecodeUpdate(new byte[100]));
        AssertRefused(WireFault.Truncated, "0 bytes", () => DecodeUpdate([]));
        AssertRefused(WireFault.Version, "version 2", () => DecodeUpdate([.. Update[..3], 2, .. Update[4..]]));
        AssertRefused(WireFault.TooLarge, "header of", () => DecodeUpdate([.. Update[..4], 255, 255, 255, 255, .. Update[8..]]));
        AssertRefused(WireFault.Truncated, "header of 200", () => DecodeUpdate([.. Update[..4], 200, 0, 0, 0, .. Update[8..100]]));
        AssertRefused(WireFault.Checksum, "checksum", () => DecodeUpdate([.. Update[..^1], (byte)~Update[^1]]));
        AssertRefused(WireFault.Header, "not a valid message", () => DecodeUpdate(ForgedHeader.WithHeader(Update, [0xFF, 0xFF, 0xFF])));
        AssertRefused(
            WireFault.TooLarge, "more than the allowed 164",
            () => UpdatePayload.Decode(Update, Layout, Limits with { MaxParameters = 164 }, _ => Sent));
        AssertRefused(
            WireFault.TooLarge, $"{Update.Length} bytes",
            () => UpdatePayload.Decode(Update, Layout, Limits with { MaxBytes = Update.Length - 1 }, _ => Sent));
    }

    [Fact]
    public void An_update_for_a_topology_of_another_network_or_with_values_that_are_not_finite_is_refused()
    {
        var other = Topology.Dense(Topologies.Layout(Sent.Count));
        AssertRefused(WireFault.MaskId, "not known", () => UpdatePayload.Decode(Update, Layout, Limits, _ => other));
        var values = Topologies.Values(Sent, Topologies.Stream(2));
        values[17] = float.NaN;
        var diverged = new UpdatePayload(9, 4, 600, 0.5, Sent, values).Encode();
        AssertRefused(WireFault.Values, "value 17", () => DecodeUpdate(diverged));
    }

    [Fact]
    public void Damaged_and_forged_payloads_decode_to_something_valid_or_are_refused_and_never_take_more_memory_than_the_network()
    {
        var fuzz = new PayloadFuzz();
        for (int trial = 0; trial < 6000; trial++)
            fuzz.Try(trial);
        Assert.True(fuzz.Decoded > 100, $"only {fuzz.Decoded} decoded");
        Assert.Equal(Enum.GetValues<WireFault>(), fuzz.Faults.Order());
    }

    private static UpdatePayload DecodeUpdate(byte[] bytes) =>
        UpdatePayload.Decode(bytes, Layout, Limits, id => id == TopologyId.Of(Sent) ? Sent : null);

    private static ModelPayload DecodeModel(byte[] bytes) =>
        ModelPayload.Decode(bytes, Layout, Limits, id => id == TopologyId.Of(Sent) ? Sent : null);

    private static void AssertRefused(WireFault fault, string reason, Func<object> decode)
    {
        var refused = Assert.Throws<WireFormatException>(decode);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(fault, refused.Fault);
    }
}
