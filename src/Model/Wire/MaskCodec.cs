using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Wire;

/// <summary>
/// The mask of a topology in bytes. Only prunable blocks are written: the others are always kept. Of the formats the
/// smallest is taken; sizes are known exactly before a byte is written.
/// </summary>
public static class MaskCodec
{
    /// <summary>The smallest format for a topology and the bytes it takes. A bitmap wins a tie: it is the faster.</summary>
    /// <exception cref="ArgumentException">A parameter of a block that is not prunable is not kept.</exception>
    public static MaskPlan Plan(Topology topology)
    {
        if (topology.IsDense)
            return new(topology, MaskFormat.Dense, 0, []);
        CheckAlwaysKept(topology);
        var bitmap = BitmapSize(topology.Layout);
        var blocks = RiceMask.Plan(topology);
        var rice = RiceMask.Size(blocks);
        return rice < bitmap
            ? new(topology, MaskFormat.Rice, rice, blocks)
            : new(topology, MaskFormat.Bitmap, bitmap, []);
    }

    /// <summary>Bytes of the smallest encoding.</summary>
    public static int EncodedSize(Topology topology) => Plan(topology).Size;

    /// <summary>The smallest encoding.</summary>
    public static byte[] Encode(Topology topology, out MaskFormat format)
    {
        var plan = Plan(topology);
        var bytes = new byte[plan.Size];
        Encode(plan, bytes);
        format = plan.Format;
        return bytes;
    }

    /// <summary>Writes a mask as planned.</summary>
    /// <param name="plan">What <see cref="Plan"/> decided.</param>
    /// <param name="destination">Exactly <see cref="MaskPlan.Size"/> bytes, written.</param>
    /// <exception cref="ArgumentException">The destination has another size.</exception>
    public static void Encode(MaskPlan plan, Span<byte> destination)
    {
        if (destination.Length != plan.Size)
            throw new ArgumentException($"the mask takes {plan.Size} bytes, not {destination.Length}");
        if (plan.Format == MaskFormat.Rice)
            RiceMask.Write(plan, destination);
        else if (plan.Format == MaskFormat.Bitmap)
            WriteBitmap(plan.Topology, destination);
    }

    /// <summary>Reads a mask.</summary>
    /// <param name="layout">The receiver's own layout; nothing is allocated beyond its number of parameters.</param>
    /// <param name="format">How the mask was written.</param>
    /// <param name="source">The mask's bytes, no more and no less.</param>
    /// <exception cref="WireFormatException">The bytes are not a mask of this layout in this format.</exception>
    public static Topology Decode(ParameterLayout layout, MaskFormat format, ReadOnlySpan<byte> source) => format switch
    {
        MaskFormat.Dense when source.IsEmpty => Topology.Dense(layout),
        MaskFormat.Bitmap => ReadBitmap(layout, source),
        MaskFormat.Rice => ReadRice(layout, source),
        _ => throw new WireFormatException(WireFault.Mask, $"{source.Length} bytes are no mask of format {format}"),
    };

    private static long BitmapSize(ParameterLayout layout) => layout.Blocks.Sum(b => b.Prunable ? (long)BitmapMask.Size(b.Count) : 0);

    private static void WriteBitmap(Topology topology, Span<byte> destination)
    {
        for (int b = 0; b < topology.Layout.Blocks.Length; b++)
        {
            var block = topology.Layout.Blocks[b];
            if (!block.Prunable)
                continue;
            var size = BitmapMask.Size(block.Count);
            BitmapMask.Write(topology.Kept[topology.CompactRange(b)], block.Offset, destination[..size]);
            destination = destination[size..];
        }
    }

    private static Topology ReadBitmap(ParameterLayout layout, ReadOnlySpan<byte> source)
    {
        if (source.Length != BitmapSize(layout))
            throw new WireFormatException(WireFault.Mask, $"a bitmap of this network takes {BitmapSize(layout)} bytes, not {source.Length}");
        var counts = new int[layout.Blocks.Length];
        var rest = source;
        for (int b = 0; b < counts.Length; b++)
            counts[b] = layout.Blocks[b] is { Prunable: true, Count: var count }
                ? BitmapMask.Count(Next(ref rest, BitmapMask.Size(count)), count)
                : layout.Blocks[b].Count;

        var kept = GC.AllocateUninitializedArray<int>(counts.Sum());
        var unwritten = kept.AsSpan();
        for (int b = 0; b < counts.Length; b++)
        {
            var block = layout.Blocks[b];
            var own = Next(ref unwritten, counts[b]);
            if (block.Prunable)
                BitmapMask.Read(Next(ref source, BitmapMask.Size(block.Count)), block.Offset, own);
            else
                KeepAll(own, block.Offset);
        }
        return Topology.Of(layout, kept);
    }

    private static Topology ReadRice(ParameterLayout layout, ReadOnlySpan<byte> source)
    {
        var heads = RiceMask.ReadHeads(layout, ref source);
        var kept = GC.AllocateUninitializedArray<int>(layout.Blocks.Select((b, i) => heads[i]?.KeptOf(b.Count) ?? b.Count).Sum());
        var unwritten = kept.AsSpan();
        for (int b = 0; b < heads.Length; b++)
        {
            var block = layout.Blocks[b];
            var own = Next(ref unwritten, heads[b]?.KeptOf(block.Count) ?? block.Count);
            if (heads[b] is { } head)
                RiceMask.Read(head, block, ref source, own);
            else
                KeepAll(own, block.Offset);
        }
        if (!source.IsEmpty)
            throw new WireFormatException(WireFault.Mask, $"{source.Length} bytes follow the mask");
        return Topology.Of(layout, kept);
    }

    private static void KeepAll(Span<int> kept, int start)
    {
        for (int i = 0; i < kept.Length; i++)
            kept[i] = start + i;
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> span, int count)
    {
        var next = span[..count];
        span = span[count..];
        return next;
    }

    private static Span<int> Next(ref Span<int> span, int count)
    {
        var next = span[..count];
        span = span[count..];
        return next;
    }

    private static void CheckAlwaysKept(Topology topology)
    {
        for (int b = 0; b < topology.Layout.Blocks.Length; b++)
            if (topology.Layout.Blocks[b] is { Prunable: false } block && topology.KeptIn(b) != block.Count)
                throw new ArgumentException($"block {block.Name} is not prunable, but {block.Count - topology.KeptIn(b)} of it are removed");
    }
}
