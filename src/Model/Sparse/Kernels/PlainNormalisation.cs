using FedPrune.Model.Data;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>Group normalisation of one image in plain loops: what <see cref="GroupNormalisation{TSimd, TVector}"/> is compared with.</summary>
internal sealed class PlainNormalisation(ImageShape shape, int groups)
{
    private const double Epsilon = 1e-5;

    private readonly int _plane = shape.Height * shape.Width;
    private readonly int _group = shape.Pixels / groups; // pixels of a group

    public double[] Forward(double[] x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        var y = Normalised(x);
        for (int i = 0; i < y.Length; i++)
            y[i] = (y[i] * scale[i / _plane]) + shift[i / _plane];
        return y;
    }

    /// <summary>Adds to the gradients of scales and shifts, and returns that of x.</summary>
    public double[] Backward(double[] x, double[] dy, ReadOnlySpan<float> scale, Span<double> scaleGradient, Span<double> shiftGradient)
    {
        var normalised = Normalised(x);
        var dx = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            scaleGradient[i / _plane] += dy[i] * normalised[i];
            shiftGradient[i / _plane] += dy[i];
            dx[i] = dy[i] * scale[i / _plane];
        }
        for (int first = 0; first < x.Length; first += _group)
        {
            var (mean, correlation) = (0.0, 0.0);
            for (int i = first; i < first + _group; i++)
                (mean, correlation) = (mean + (dx[i] / _group), correlation + (dx[i] * normalised[i] / _group));
            var deviation = Deviation(x.AsSpan(first, _group));
            for (int i = first; i < first + _group; i++)
                dx[i] = (dx[i] - mean - (normalised[i] * correlation)) / deviation;
        }
        return dx;
    }

    private double[] Normalised(double[] x)
    {
        var y = new double[x.Length];
        for (int first = 0; first < x.Length; first += _group)
        {
            var (mean, deviation) = (Mean(x.AsSpan(first, _group)), Deviation(x.AsSpan(first, _group)));
            for (int i = first; i < first + _group; i++)
                y[i] = (x[i] - mean) / deviation;
        }
        return y;
    }

    private static double Mean(ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        foreach (var value in x)
            sum += value;
        return sum / x.Length;
    }

    private static double Deviation(ReadOnlySpan<double> x)
    {
        var (mean, squares) = (Mean(x), 0.0);
        foreach (var value in x)
            squares += (value - mean) * (value - mean);
        return Math.Sqrt((squares / x.Length) + Epsilon);
    }
}
