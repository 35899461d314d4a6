using FedPrune.Model.Pruning;
using FedPrune.Model.Wire;

namespace FedPrune.Model.Tests.Wire;

public sealed class MaskCodecTests
{
    [Fact]
    public void Every_topology_comes_back_as_it_was_in_exactly_the_bytes_announced()
    {
        var formats = new HashSet<MaskFormat>();
        for (int trial = 0; trial < 3000; trial++)
        {
            var topology = Topologies.Any(Topologies.Stream(trial));
            var size = MaskCodec.EncodedSize(topology);
            var bytes = MaskCodec.Encode(topology, out var format);
            Assert.Equal(size, bytes.Length);
            Assert.True(topology.SameAs(MaskCodec.Decode(topology.Layout, format, bytes)), $"trial {trial}, {format}");
            formats.Add(format);
        }
        Assert.Equal([MaskFormat.Dense, MaskFormat.Bitmap, MaskFormat.Rice], formats.Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(8203)]
    public void Blocks_of_any_length_keep_any_single_parameter(int extra)
    {
        var layout = Topologies.Layout(extra + 1, -3, extra + 2);
        for (int kept = 0; kept <= extra; kept += Math.Max(1, extra / 7))
            foreach (var inverted in (bool[])[false, true])
            {
                int[] all = [.. Enumerable.Range(0, layout.Count).Where(i => layout.Blocks[1].Offset <= i && i < layout.Blocks[1].End || i == kept != inverted)];
                var topology = Topology.Of(layout, all);
                var bytes = MaskCodec.Encode(topology, out var format);
                Assert.True(topology.SameAs(MaskCodec.Decode(layout, format, bytes)));
                Assert.Equal(MaskCodec.EncodedSize(topology), bytes.Length);
            }
    }

    [Fact]
    public void A_dense_topology_takes_no_bytes()
    {
        var dense = Topology.Dense(Topologies.Layout(100, -10, 50));
        Assert.Empty(MaskCodec.Encode(dense, out var format));
        Assert.Equal(MaskFormat.Dense, format);
    }

    [Fact]
    public void The_mask_of_a_block_that_is_wholly_kept_or_wholly_removed_takes_a_few_bytes()
    {
        var layout = Topologies.Layout(100_000, -10, 100_000);
        var topology = Topology.Of(layout, [.. Enumerable.Range(0, 100_010)]);
        Assert.InRange(MaskCodec.EncodedSize(topology), 1, 8);
    }

    /// <summary>Golomb-Rice codes cannot do better than 4.2 % around 62 % sparsity, where neither k = 0 nor k = 1 fits (the golden ratio).</summary>
    [Theory]
    [InlineData(0.01, 1.03)]
    [InlineData(0.02, 1.03)]
    [InlineData(0.05, 1.03)]
    [InlineData(0.10, 1.03)]
    [InlineData(0.15, 1.03)]
    [InlineData(0.20, 1.03)]
    [InlineData(0.30, 1.03)]
    [InlineData(0.38, 1.045)]
    [InlineData(0.43, 1.03)]
    [InlineData(0.50, 1.03)]
    [InlineData(0.70, 1.03)]
    [InlineData(0.95, 1.03)]
    public void A_random_mask_is_close_to_its_entropy(double density, double atMost)
    {
        var layout = Topologies.Layout(200_000, -500, 400_000);
        var topology = Topologies.Uniform(layout, density, Topologies.Stream(1));
        var entropy = Enumerable.Range(0, 3).Where(b => layout.Blocks[b].Prunable)
            .Sum(b => EntropyBits(topology.KeptIn(b), layout.Blocks[b].Count)) / 8;
        Assert.InRange(MaskCodec.EncodedSize(topology) / entropy, 1, atMost);
    }

    [Fact]
    public void No_mask_is_larger_than_its_bitmap()
    {
        for (int trial = 0; trial < 300; trial++)
        {
            var topology = Topologies.Any(Topologies.Stream(trial));
            var bitmap = topology.Layout.Blocks.Sum(b => b.Prunable ? (b.Count + 7) / 8 : 0);
            Assert.InRange(MaskCodec.EncodedSize(topology), 0, bitmap);
        }
    }

    [Fact]
    public void A_topology_without_a_parameter_that_is_never_pruned_cannot_be_encoded()
    {
        var layout = Topologies.Layout(10, -10);
        var refused = Assert.Throws<ArgumentException>(() => MaskCodec.EncodedSize(Topology.Of(layout, [1, 10, 12])));
        Assert.Contains("block1 is not prunable, but 8", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_masks_are_refused_or_are_another_mask_of_the_same_network()
    {
        var (refused, decoded) = (0, 0);
        for (int trial = 0; trial < 6000; trial++)
        {
            var random = Topologies.Stream(trial % 200);
            var topology = Topologies.Any(random);
            var bytes = MaskCodec.Encode(topology, out var format);
            var damaged = Damage.Some(bytes, Topologies.Stream(trial));
            try
            {
                var other = MaskCodec.Decode(topology.Layout, trial % 7 == 0 ? (MaskFormat)(trial % 4) : format, damaged);
                Assert.All(
                    Enumerable.Range(0, other.Layout.Blocks.Length).Where(b => !other.Layout.Blocks[b].Prunable),
                    b => Assert.Equal(other.Layout.Blocks[b].Count, other.KeptIn(b)));
                decoded++;
            }
            catch (WireFormatException)
            {
                refused++;
            }
        }
        Assert.True(refused > 1000 && decoded > 300, $"{refused} refused, {decoded} decoded");
    }

    [Theory]
    [InlineData(MaskFormat.Dense, new byte[] { 0 }, "no mask of format Dense")]
    [InlineData((MaskFormat)9, new byte[] { 0 }, "no mask of format 9")]
    [InlineData(MaskFormat.Bitmap, new byte[] { 0, 0 }, "takes 3 bytes, not 2")]
    [InlineData(MaskFormat.Bitmap, new byte[] { 0, 0, 0x10 }, "bits beyond its block")]
    [InlineData(MaskFormat.Rice, new byte[] { }, "ends before block block0")]
    [InlineData(MaskFormat.Rice, new byte[] { 31, 0 }, "parameter 31")]
    [InlineData(MaskFormat.Rice, new byte[] { 0, 21 }, "cannot list 21 of 20")]
    [InlineData(MaskFormat.Rice, new byte[] { 0, 0x80 }, "does not end")]
    [InlineData(MaskFormat.Rice, new byte[] { 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0 }, "does not end")]
    [InlineData(MaskFormat.Rice, new byte[] { 0, 9, 0xFF }, "too few")]
    [InlineData(MaskFormat.Rice, new byte[] { 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1 }, "index 64")]
    [InlineData(MaskFormat.Rice, new byte[] { 0, 1, 0, 0 }, "ends within a gap")]
    [InlineData(MaskFormat.Rice, new byte[] { 2, 1, 0x20 }, "index 20")]
    [InlineData(MaskFormat.Rice, new byte[] { 0, 1, 3 }, "are not 0")]
    [InlineData(MaskFormat.Rice, new byte[] { 0, 1, 1, 0 }, "1 bytes follow")]
    public void A_wrong_mask_is_refused_with_the_reason(MaskFormat format, byte[] bytes, string reason)
    {
        var refused = Assert.Throws<WireFormatException>(() => MaskCodec.Decode(Topologies.Layout(20, -2), format, bytes));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private static double EntropyBits(int kept, int count)
    {
        var density = (double)kept / count;
        return -count * ((density * Math.Log2(density)) + ((1 - density) * Math.Log2(1 - density)));
    }
}
