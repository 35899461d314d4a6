using System.Collections.Immutable;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Wire;

/// <summary>How a mask is written.</summary>
public enum MaskFormat
{
    /// <summary>Everything is kept: no bytes.</summary>
    Dense,

    /// <summary>One bit a prunable parameter, each block filled up to a byte.</summary>
    Bitmap,

    /// <summary>Golomb-Rice codes of the gaps, in each block between the kept or the removed parameters, whichever are fewer.</summary>
    Rice,
}

/// <summary>The smallest way to write one topology's mask, and exactly how many bytes it takes: what is decided before writing.</summary>
public sealed class MaskPlan
{
    internal MaskPlan(Topology topology, MaskFormat format, long size, ImmutableArray<BlockPlan> blocks)
    {
        Topology = topology;
        Format = format;
        Size = checked((int)size);
        Blocks = blocks;
    }

    public Topology Topology { get; }

    public MaskFormat Format { get; }

    /// <summary>Bytes.</summary>
    public int Size { get; }

    /// <summary>The prunable blocks, in order; empty unless the format is <see cref="MaskFormat.Rice"/>.</summary>
    internal ImmutableArray<BlockPlan> Blocks { get; }
}

/// <summary>How the gaps of one prunable block are written.</summary>
/// <param name="Block">Its index in the layout.</param>
/// <param name="Removed">Whether the removed parameters are listed, and not the kept.</param>
/// <param name="Listed">How many are listed.</param>
/// <param name="Parameter">The Rice parameter.</param>
/// <param name="Bytes">What the gaps take.</param>
internal readonly record struct BlockPlan(int Block, bool Removed, int Listed, int Parameter, long Bytes)
{
    /// <summary>How many of a block of <paramref name="count"/> parameters are kept.</summary>
    public int KeptOf(int count) => Removed ? count - Listed : Listed;
}
