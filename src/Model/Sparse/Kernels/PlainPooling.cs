using FedPrune.Model.Data;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>Pooling of one image in plain loops: what <see cref="MaxPooling{TSimd, TVector}"/> and <see cref="AveragePooling{TSimd, TVector}"/> are compared with.</summary>
internal sealed class PlainPooling(ImageShape input, ImageShape output, int size, bool max)
{
    public double[] Forward(double[] x)
    {
        var y = new double[output.Pixels];
        for (int to = 0; to < y.Length; to++)
            y[to] = max ? Square(to).Max(from => x[from]) : Square(to).Average(from => x[from]);
        return y;
    }

    /// <summary>The gradient by x: all of it to the first largest pixel, or a share to each.</summary>
    public double[] Backward(double[] x, double[] dy)
    {
        var dx = new double[input.Pixels];
        for (int to = 0; to < dy.Length; to++)
        {
            if (max)
                dx[Square(to).MaxBy(from => x[from])] += dy[to];
            else
                foreach (var from in Square(to))
                    dx[from] += dy[to] / (size * size);
        }
        return dx;
    }

    private IEnumerable<int> Square(int to)
    {
        var (row, w) = Math.DivRem(to, output.Width);
        var (c, h) = Math.DivRem(row, output.Height);
        for (int i = 0; i < size * size; i++)
            yield return (((c * input.Height) + (h * size) + (i / size)) * input.Width) + (w * size) + (i % size);
    }
}
