using FedPrune.Model.Networks;

namespace FedPrune.Host.Studies.Oracle;

/// <summary>How many elements a tensor has, and how many of them are kept.</summary>
internal readonly record struct KeptBlock(ParameterBlock Block, int Kept)
{
    public double Density => (double)Kept / Block.Count;
}

/// <summary>
/// What the literature reckons sparse models to cost (Huang et al., "FedRTS", 2025, appendix F.4), independently of what this
/// program encodes and counts.
/// </summary>
internal static class LiteratureCosts
{
    private const double ValueBits = 32;

    /// <summary>
    /// Bytes of a model by the literature's rule, tensor by tensor: values of 32 bits, and from density 0.9 nothing else, from 0.3 a
    /// bitmap, from 0.1 coordinates, below compressed rows.
    /// </summary>
    public static double Bytes(IEnumerable<KeptBlock> blocks) => blocks.Sum(block => block.Density switch
    {
        >= 0.9 => Dense(block),
        >= 0.3 => Bitmap(block),
        >= 0.1 => Coordinates(block),
        _ => CompressedRows(block),
    }) / 8;

    /// <summary>The same, each tensor in whichever of these formats is smallest.</summary>
    public static double SmallestBytes(IEnumerable<KeptBlock> blocks) =>
        blocks.Sum(block => Math.Min(Math.Min(Dense(block), Bitmap(block)), Math.Min(Coordinates(block), CompressedRows(block)))) / 8;

    /// <summary>FLOPs of one sample's forward pass, <c>F_s = Σ d_l·F_l</c>; of a convolution <c>F_l = 2k²·C_in·C_out·HW</c>.</summary>
    public static double Forward(IEnumerable<KeptBlock> blocks) => blocks.Sum(block => 2.0 * block.Kept * block.Block.Uses);

    /// <summary>
    /// FLOPs of one sample, averaged over the epochs of a round: <c>3F_s</c>; where a dense gradient is taken in one of E epochs,
    /// <c>(3F_s(E − 1) + F_s + 2F_d)/E</c>.
    /// </summary>
    /// <param name="sparse">F_s.</param>
    /// <param name="dense">F_d.</param>
    /// <param name="epochs">E.</param>
    /// <param name="gradient">Whether a dense gradient is taken in this round.</param>
    public static double Training(double sparse, double dense, int epochs, bool gradient) =>
        gradient ? ((3 * sparse * (epochs - 1)) + sparse + (2 * dense)) / epochs : 3 * sparse;

    /// <summary>Bytes of the largest of the missing weights, with their coordinates: what growing by gradient sends besides.</summary>
    /// <param name="blocks">The tensors.</param>
    /// <param name="share">How many, as a share of the kept.</param>
    public static double Grown(IEnumerable<KeptBlock> blocks, double share) => blocks
        .Where(block => block.Block.Prunable)
        .Sum(block => share * block.Kept * (ValueBits + Index(block.Block.Count))) / 8;

    private static double Dense(KeptBlock block) => block.Block.Count * ValueBits;

    private static double Bitmap(KeptBlock block) => (block.Kept * ValueBits) + block.Block.Count;

    private static double Coordinates(KeptBlock block) => block.Kept * (ValueBits + Index(block.Block.Count));

    private static double CompressedRows(KeptBlock block)
    {
        var rows = block.Block.Shape[0];
        return (block.Kept * (ValueBits + Index(block.Block.Count / rows))) + (rows * Index(block.Kept));
    }

    private static double Index(int places) => Math.Ceiling(Math.Log2(Math.Max(2, places)));
}
