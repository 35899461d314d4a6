using System.Buffers;
using System.Collections.Immutable;
using System.Numerics.Tensors;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Wire;

/// <summary>
/// A mask as Golomb-Rice codes: for each prunable block a head (one byte with the parameter and, in its top bit, whether
/// the removed are listed; then how many are, 7 bits a byte), and after all heads the gaps of each block, filled up to a byte.
/// </summary>
internal static class RiceMask
{
    private const int RemovedFlag = 0x80;

    public static ImmutableArray<BlockPlan> Plan(Topology topology)
    {
        var plan = ImmutableArray.CreateBuilder<BlockPlan>();
        using var scratch = Scratch(topology);
        for (int b = 0; b < topology.Layout.Blocks.Length; b++)
        {
            var block = topology.Layout.Blocks[b];
            if (!block.Prunable)
                continue;
            var removed = topology.KeptIn(b) > block.Count / 2;
            var listed = Listed(topology, b, removed, scratch.Memory.Span);
            var parameter = RiceGaps.BestParameter(listed, block.Offset, out var bits);
            plan.Add(new(b, removed, listed.Length, parameter, (bits + 7) >> 3));
        }
        return plan.ToImmutable();
    }

    public static long Size(ImmutableArray<BlockPlan> plan) => plan.Sum(b => 1 + CountSize(b.Listed) + b.Bytes);

    public static void Write(MaskPlan plan, Span<byte> destination)
    {
        foreach (var block in plan.Blocks)
        {
            destination[0] = (byte)(block.Parameter | (block.Removed ? RemovedFlag : 0));
            destination = destination[(1 + WriteCount(block.Listed, destination[1..]))..];
        }
        using var scratch = Scratch(plan.Topology);
        foreach (var block in plan.Blocks)
        {
            var bytes = destination[..(int)block.Bytes];
            var listed = Listed(plan.Topology, block.Block, block.Removed, scratch.Memory.Span);
            RiceGaps.Write(listed, plan.Topology.Layout.Blocks[block.Block].Offset, block.Parameter, bytes);
            destination = destination[bytes.Length..];
        }
    }

    /// <summary>Reads the heads: one for each block of the layout, null where it is not prunable.</summary>
    public static BlockPlan?[] ReadHeads(ParameterLayout layout, ref ReadOnlySpan<byte> source)
    {
        var heads = new BlockPlan?[layout.Blocks.Length];
        var leastBits = 0L;
        for (int b = 0; b < heads.Length; b++)
        {
            if (!layout.Blocks[b].Prunable)
                continue;
            var head = ReadHead(b, layout.Blocks[b], ref source);
            leastBits += head.Listed * (head.Parameter + 1L);
            heads[b] = head;
        }
        if (leastBits > source.Length * 8L)
            throw new WireFormatException(WireFault.Truncated, $"{source.Length} bytes of gaps are too few for what the mask lists");
        return heads;
    }

    /// <summary>Reads one block's kept indices and steps over its bytes.</summary>
    public static void Read(BlockPlan head, ParameterBlock block, ref ReadOnlySpan<byte> source, scoped Span<int> kept)
    {
        var listed = head.Removed ? new int[head.Listed] : kept;
        source = source[RiceGaps.Read(source, block.Offset, block.End, head.Parameter, listed)..];
        if (head.Removed)
            Others(listed, block.Offset, block.End, kept);
    }

    private static BlockPlan ReadHead(int b, ParameterBlock block, ref ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
            throw new WireFormatException(WireFault.Truncated, $"the mask ends before block {block.Name}");
        var removed = (source[0] & RemovedFlag) != 0;
        var parameter = source[0] & ~RemovedFlag;
        source = source[1..];
        var listed = ReadCount(ref source);
        if (parameter > RiceGaps.MaxParameter || listed > block.Count)
            throw new WireFormatException(WireFault.Mask, $"block {block.Name} cannot list {listed} of {block.Count} with parameter {parameter}");
        return new(b, removed, (int)listed, parameter, 0);
    }

    // Room for what is removed of any one block, where that is what is listed: at most half of it.
    private static IMemoryOwner<int> Scratch(Topology topology) =>
        MemoryPool<int>.Shared.Rent(topology.Layout.Blocks.Select((block, b) => Math.Min(block.Count - topology.KeptIn(b), block.Count / 2)).Max());

    private static ReadOnlySpan<int> Listed(Topology topology, int b, bool removed, Span<int> scratch)
    {
        var block = topology.Layout.Blocks[b];
        var kept = topology.Kept[topology.CompactRange(b)];
        if (!removed)
            return kept;
        var others = scratch[..(block.Count - kept.Length)];
        Others(kept, block.Offset, block.End, others);
        return others;
    }

    /// <summary>Lists the indices of [start, end) that are not <paramref name="listed"/>.</summary>
    private static void Others(ReadOnlySpan<int> listed, int start, int end, Span<int> others)
    {
        // By way of a bitmap, so that no branch depends on where the listed ones are; a part at a time, so that caches hold it.
        var room = (stackalloc byte[512]);
        for (; start < end; start += 8 * room.Length)
        {
            var count = Math.Min(end - start, 8 * room.Length);
            var bits = room[..BitmapMask.Size(count)];
            listed = listed[BitmapMask.Write(listed, start, bits)..];
            TensorPrimitives.OnesComplement<byte>(bits, bits);
            if ((count & 7) is var tail and not 0)
                bits[^1] &= (byte)((1 << tail) - 1);
            others = others[BitmapMask.Read(bits, start, others)..];
        }
    }

    private static int CountSize(int count) => 1 + (int.Log2(count | 1) / 7);

    private static int WriteCount(int count, Span<byte> destination)
    {
        var written = 0;
        for (; count >= 0x80; count >>= 7)
            destination[written++] = (byte)(count | 0x80);
        destination[written++] = (byte)count;
        return written;
    }

    private static long ReadCount(ref ReadOnlySpan<byte> source)
    {
        long count = 0;
        for (int shift = 0; shift < 35 && !source.IsEmpty; shift += 7)
        {
            var one = source[0];
            source = source[1..];
            count |= (long)(one & 0x7F) << shift;
            if (one < 0x80)
                return count;
        }
        throw new WireFormatException(WireFault.Mask, "a count in the mask does not end");
    }
}
