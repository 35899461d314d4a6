using FedPrune.Model.Networks;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>
/// One place of a convolution's kernel. With stride s the input is split into s×s <i>phases</i>, the pixels with the same
/// remainders of row and column; within a phase, neighbouring outputs read neighbouring pixels.
/// </summary>
/// <param name="Phase">Which of the phases in use it reads.</param>
/// <param name="Row">Rows from an output to the pixel it reads, within the phase.</param>
/// <param name="Column">Columns likewise.</param>
internal readonly record struct Tap(int Phase, int Row, int Column)
{
    /// <summary>The taps of a kernel in row-major order, and the remainders (row·s + column) of the phases in use.</summary>
    public static (Tap[] Taps, int[] Phases) Of(Conv2d layer)
    {
        var taps = new Tap[layer.Kernel * layer.Kernel];
        var phases = new List<int>();
        for (int t = 0; t < taps.Length; t++)
        {
            var (row, rowRest) = Divide((t / layer.Kernel) - layer.Padding, layer.Stride);
            var (column, columnRest) = Divide((t % layer.Kernel) - layer.Padding, layer.Stride);
            var remainder = (rowRest * layer.Stride) + columnRest;
            var phase = phases.IndexOf(remainder);
            if (phase < 0)
            {
                phase = phases.Count;
                phases.Add(remainder);
            }
            taps[t] = new Tap(phase, row, column);
        }
        return (taps, [.. phases]);
    }

    // a = quotient·by + remainder with 0 ≤ remainder < by.
    private static (int Quotient, int Remainder) Divide(int a, int by)
    {
        var rest = ((a % by) + by) % by;
        return ((a - rest) / by, rest);
    }
}
