using System.Collections.Immutable;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Sparse.Kernels;

namespace FedPrune.Model.Tests.Sparse;

/// <summary>A network executed image by image on dense weights by the plain references of the kernels, forward and back.</summary>
internal sealed class PlainNetwork(Network network, float[] weights)
{
    private readonly Dictionary<Node, double[]> _inputs = new(ReferenceEqualityComparer.Instance); // two nodes may be alike

    /// <summary>(P) gradients of all images so far.</summary>
    public double[] Gradient { get; } = new double[network.Layout.Count];

    /// <summary>The output of one image.</summary>
    public double[] Forward(double[] image) => Pass(network.Nodes, image);

    /// <summary>The gradient by the image, given that by the output of the last <see cref="Forward"/>.</summary>
    public double[] Backward(double[] gradient) => Back(network.Nodes, gradient);

    private double[] Pass(ImmutableArray<Node> nodes, double[] x)
    {
        foreach (var node in nodes)
        {
            _inputs[node] = x;
            x = node.Layer switch
            {
                Conv2d conv => new PlainConvolution(conv, node.Input, node.Output).Forward(x, Block(node.Weight), Block(node.Bias)),
                Linear linear => Matrix(linear, node).Forward(x, Block(node.Weight), Block(node.Bias)),
                ReLU => [.. x.Select(value => Math.Max(0, value))],
                MaxPool2d pool => new PlainPooling(node.Input, node.Output, pool.Size, max: true).Forward(x),
                AvgPool2d pool => new PlainPooling(node.Input, node.Output, pool.Size, max: false).Forward(x),
                GroupNorm norm => new PlainNormalisation(node.Input, norm.Groups).Forward(x, Block(node.Weight), Block(node.Bias)),
                Residual => [.. Pass(node.Body, x).Zip(Pass(node.Shortcut, x), (a, b) => a + b)],
                _ => x,
            };
        }
        return x;
    }

    private double[] Back(ImmutableArray<Node> nodes, double[] d)
    {
        foreach (var node in nodes.Reverse())
        {
            var x = _inputs[node];
            d = node.Layer switch
            {
                Conv2d conv => new PlainConvolution(conv, node.Input, node.Output).Backward(x, d, Block(node.Weight), Slope(node.Weight), Slope(node.Bias)),
                Linear linear => Matrix(linear, node).Backward(x, d, Block(node.Weight), Slope(node.Weight), Slope(node.Bias)),
                ReLU => [.. d.Zip(x, (slope, value) => value > 0 ? slope : 0)],
                MaxPool2d pool => new PlainPooling(node.Input, node.Output, pool.Size, max: true).Backward(x, d),
                AvgPool2d pool => new PlainPooling(node.Input, node.Output, pool.Size, max: false).Backward(x, d),
                GroupNorm norm => new PlainNormalisation(node.Input, norm.Groups).Backward(x, d, Block(node.Weight), Slope(node.Weight), Slope(node.Bias)),
                Residual => [.. Back(node.Body, d).Zip(Back(node.Shortcut, d), (a, b) => a + b)],
                _ => d,
            };
        }
        return d;
    }

    private static PlainConvolution Matrix(Linear linear, Node node) =>
        new(new Conv2d(linear.Out, 1), new ImageShape(node.Input.Pixels, 1, 1), node.Output);

    private ReadOnlySpan<float> Block(int index) => index < 0 ? [] : weights.AsSpan(Range(index));

    private Span<double> Slope(int index) => index < 0 ? [] : Gradient.AsSpan(Range(index));

    private Range Range(int index) => network.Layout.Blocks[index].Offset..network.Layout.Blocks[index].End;
}
