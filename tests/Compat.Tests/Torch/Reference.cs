namespace FedPrune.Compat.Tests.Torch;

/// <summary>The layers written down as their formulas say, over arrays in (N, C, H, W) order, summed in double precision.</summary>
internal static class Reference
{
    public static float[] Conv2d(float[] x, int n, int c, int size, float[] w, float[] bias, int kernel, int stride, int pad)
    {
        int outputs = bias.Length, side = ((size + (2 * pad) - kernel) / stride) + 1;
        var y = new float[n * outputs * side * side];
        ForEach(n, outputs, side, (b, k, row, column, at) =>
        {
            double sum = bias[k];
            for (int ch = 0; ch < c; ch++)
            {
                for (int i = 0; i < kernel * kernel; i++)
                {
                    int r = (row * stride) + (i / kernel) - pad, q = (column * stride) + (i % kernel) - pad;
                    if (r < 0 || q < 0 || r >= size || q >= size) continue;
                    sum += (double)x[(((((b * c) + ch) * size) + r) * size) + q] * w[(((k * c) + ch) * kernel * kernel) + i];
                }
            }

            y[at] = (float)sum;
        });
        return y;
    }

    public static float[] Pool(float[] x, int n, int c, int size, int window, int stride, Func<IEnumerable<float>, float> reduce)
    {
        int side = ((size - window) / stride) + 1;
        var y = new float[n * c * side * side];
        ForEach(n, c, side, (b, ch, row, column, at) => y[at] = reduce(Enumerable.Range(0, window * window).Select(i =>
            x[(((((b * c) + ch) * size) + (row * stride) + (i / window)) * size) + (column * stride) + (i % window)])));
        return y;
    }

    public static float[] Linear(float[] x, int n, int inputs, float[] w, float[] bias) =>
    [
        .. from row in Enumerable.Range(0, n)
           from o in Enumerable.Range(0, bias.Length)
           select (float)(bias[o] + Enumerable.Range(0, inputs).Sum(i => (double)x[(row * inputs) + i] * w[(o * inputs) + i])),
    ];

    public static float[] GroupNorm(float[] x, int n, int c, int area, int groups, float[] scale, float[] shift)
    {
        var y = new float[x.Length];
        int length = c / groups * area;
        for (int start = 0; start < n * c * area; start += length)
        {
            var group = x[start..(start + length)];
            double mean = group.Average(value => (double)value);
            double deviation = Math.Sqrt(group.Average(value => (value - mean) * (value - mean)) + 1e-5);
            for (int i = start; i < start + length; i++)
            {
                int ch = i / area % c;
                y[i] = (float)(((x[i] - mean) / deviation * scale[ch]) + shift[ch]);
            }
        }

        return y;
    }

    public static double[] CrossEntropy(float[] scores, int classes, long[] targets) =>
    [
        .. targets.Select((target, row) =>
        {
            var line = scores[(row * classes)..((row + 1) * classes)];
            return Math.Log(line.Sum(score => Math.Exp(score))) - line[target];
        }),
    ];

    private static void ForEach(int n, int c, int side, Action<int, int, int, int, int> body)
    {
        for (int at = 0; at < n * c * side * side; at++)
        {
            body(at / (c * side * side), at / (side * side) % c, at / side % side, at % side, at);
        }
    }
}
