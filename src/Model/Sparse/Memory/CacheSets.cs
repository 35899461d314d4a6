using FedPrune.Model.Data;

namespace FedPrune.Model.Sparse.Memory;

/// <summary>
/// Keeps the channels of a convolution's input from displacing each other in the first-level cache: channels of 2ⁿ bytes
/// would all use the same few of its sets.
/// </summary>
internal static class CacheSets
{
    private const int Line = 16; // floats
    private const int Sets = 64; // 32 KB in 8 ways, as common as any
    private const int Channels = 16; // about as many as a block of a convolution has
    private const int TilePixels = 14;

    /// <summary>The least channel stride, in floats, that spreads what a convolution reads at a time best over the sets.</summary>
    public static int Spread(ImageShape shape, int halo, int lanes)
    {
        var row = (shape.Width + (2 * halo)) * lanes;
        var channel = (shape.Height + (2 * halo)) * row;
        var lines = (channel + Line - 1) / Line;
        var (best, least) = (0, int.MaxValue);
        for (int padding = 0; padding < Sets && padding <= lines; padding++)
        {
            var crowd = Crowd(lines + padding, row, (2 * halo) + 1, Math.Min(row, (TilePixels + (2 * halo)) * lanes));
            if (crowd < least)
                (best, least) = (padding, crowd);
        }
        return (lines + best) * Line;
    }

    // How many lines share the fullest set when a window of rows is read in each channel.
    private static int Crowd(int channelLines, int row, int rows, int window)
    {
        Span<int> load = stackalloc int[Sets];
        load.Clear();
        for (int channel = 0; channel < Channels; channel++)
        {
            for (int r = 0; r < rows; r++)
            {
                for (int line = r * row / Line; line <= ((r * row) + window - 1) / Line; line++)
                    load[((channel * channelLines) + line) % Sets]++;
            }
        }
        var most = 0;
        foreach (var lines in load)
            most = Math.Max(most, lines);
        return most;
    }
}
