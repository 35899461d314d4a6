using FedPrune.Model.Data;
using FedPrune.Model.Networks;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// A convolution of one image as its formula has it, on dense weights in loops of doubles: what
/// <see cref="TapSums{TSimd, TVector}"/> and <see cref="TapProducts{TSimd, TVector}"/> are compared with. A fully
/// connected layer is one with a kernel of 1 on an image of one pixel.
/// </summary>
internal sealed class PlainConvolution(Conv2d layer, ImageShape input, ImageShape output)
{
    /// <summary><c>y[o, h, w] = b[o] + Σ_{c,i,j} weight[o, c, i, j] · x[c, h·s + i − p, w·s + j − p]</c></summary>
    public double[] Forward(double[] x, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        var y = new double[output.Pixels];
        for (int o = 0; o < y.Length; o++)
            y[o] = bias.IsEmpty ? 0 : bias[o / (output.Height * output.Width)];
        foreach (var (to, from, weight) in Connections())
            y[to] += weights[weight] * x[from];
        return y;
    }

    /// <summary>Adds to the gradients of weights and biases, and returns that of x.</summary>
    public double[] Backward(double[] x, double[] dy, ReadOnlySpan<float> weights, Span<double> gradient, Span<double> biasGradient)
    {
        var dx = new double[input.Pixels];
        foreach (var (to, from, weight) in Connections())
        {
            gradient[weight] += dy[to] * x[from];
            dx[from] += dy[to] * weights[weight];
        }
        for (int o = 0; o < dy.Length && !biasGradient.IsEmpty; o++)
            biasGradient[o / (output.Height * output.Width)] += dy[o];
        return dx;
    }

    // Which output is joined to which input by which weight.
    private IEnumerable<(int To, int From, int Weight)> Connections()
    {
        var k = layer.Kernel;
        for (int to = 0; to < output.Pixels; to++)
        {
            var (row, w) = Math.DivRem(to, output.Width);
            var (o, h) = Math.DivRem(row, output.Height);
            for (int tap = 0; tap < input.Channels * k * k; tap++)
            {
                var (pair, j) = Math.DivRem(tap, k);
                var (c, i) = Math.DivRem(pair, k);
                int y = (h * layer.Stride) + i - layer.Padding, x = (w * layer.Stride) + j - layer.Padding;
                if (y >= 0 && y < input.Height && x >= 0 && x < input.Width)
                    yield return (to, (((c * input.Height) + y) * input.Width) + x, (o * input.Channels * k * k) + tap);
            }
        }
    }
}
