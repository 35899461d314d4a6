using System.Collections.Immutable;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Layers;

/// <summary>Turns a network into layers between feature maps, each map as its readers and its writer want it.</summary>
internal sealed class ModelBuilder<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private const int GoodTile = 8; // vectors in a row: fewer would not hide the latency of a sum
    private const int MostVectors = 4; // lanes of a group, in vectors

    private readonly int _images;

    /// <summary>A builder of one model.</summary>
    /// <param name="images">Most images of a batch.</param>
    public ModelBuilder(int images)
    {
        _images = images;
        Memory = new FeatureMemory(Capacity);
    }

    /// <summary>The layers, in the order of the way forward.</summary>
    public List<SparseLayer> Layers { get; } = [];

    public FeatureMemory Memory { get; }

    // The most lanes that any map has.
    private int FlatLanes => Lanes(1);

    // Room in every map for what its neighbours compute, be their groups larger.
    private int Capacity => (_images + FlatLanes - 1) / FlatLanes * FlatLanes;

    /// <summary>The map that a network reads.</summary>
    public FeatureMap Input(Network network, bool gradient)
    {
        var wish = Wish.Of(network.Nodes, 0, Wish.Plain);
        return Memory.Map(Layout(network.Input, wish, Lanes(network.Input, wish)), gradient ? wish.Gradient : GradientPlace.None, before: null);
    }

    /// <summary>Adds the layers of nodes that follow each other.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="input">What the first of them reads.</param>
    /// <param name="behind">What is wished of the last one's output.</param>
    /// <param name="branch">Whether others read the input too; then the first layer must leave its values alone.</param>
    /// <param name="addsGradient">Whether others have written the input's gradient before the first layer does.</param>
    /// <returns>The last one's output.</returns>
    public FeatureMap Add(ImmutableArray<Node> nodes, FeatureMap input, Wish behind, bool branch = false, bool addsGradient = false)
    {
        if (branch && nodes is not [{ Layer: Conv2d }, ..])
        {
            input = Copied(input, Wish.Of(nodes, 0, behind), addsGradient);
            addsGradient = false;
        }
        for (int i = 0; i < nodes.Length; i++, addsGradient = false)
        {
            var node = nodes[i];
            var rectify = false;
            if (node.Layer is ReLU && Follows<MaxPool2d>(nodes, i))
                (node, rectify) = (nodes[++i], true);
            else if (node.Layer is GroupNorm or Residual && Follows<ReLU>(nodes, i) && !Follows<MaxPool2d>(nodes, i + 1))
                (i, rectify) = (i + 1, true);
            input = Add(node, input, Wish.Of(nodes, i + 1, behind), rectify, addsGradient);
        }
        return input;
    }

    private static bool Follows<TLayer>(ImmutableArray<Node> nodes, int index)
        where TLayer : Layer => index + 1 < nodes.Length && nodes[index + 1].Layer is TLayer;

    private FeatureMap Add(Node node, FeatureMap input, Wish wish, bool rectify, bool addsGradient) => node.Layer switch
    {
        Conv2d conv => Convolution(node, new ConvolutionGeometry(conv, node.Input, node.Output), input, wish, addsGradient),
        Linear => FullyConnected(node, Flat(input)),
        Flatten => Flat(input),
        ReLU => Rectified(input),
        MaxPool2d pool => Joined(input, node.Output, wish, output => new MaxPool<TSimd, TVector>(input, output, pool.Size, rectify)),
        AvgPool2d pool => Joined(input, node.Output, wish, output => new AveragePool<TSimd, TVector>(input, output, pool.Size)),
        GroupNorm => Normalised(node, input, wish, rectify),
        Residual => Sum(node, input, wish with { Gradient = GradientPlace.Own }, rectify),
        _ => throw new NotSupportedException($"the sparse engine has no rule for layer {node.Layer.GetType().Name}"),
    };

    private FeatureMap Convolution(Node node, ConvolutionGeometry geometry, FeatureMap input, Wish wish, bool addsGradient)
    {
        if (geometry.Layer.Stride > 1)
        {
            var phases = Map(geometry.Input, Wish.Passing with { Halo = geometry.InputHalo }, Lanes(node.Output.Width), input, input.HasGradient);
            Layers.Add(new Phases<TSimd, TVector>(input, phases, geometry, addsGradient));
            (input, addsGradient) = (phases, false);
        }
        var halo = input.HasGradient ? Math.Max(wish.Halo, geometry.OutputHalo) : wish.Halo;
        var output = Map(node.Output, wish with { Halo = halo }, input.Layout.Lanes, input);
        Layers.Add(new Convolution<TSimd, TVector>(node, geometry, input, output, addsGradient));
        return output;
    }

    private FeatureMap FullyConnected(Node node, FeatureMap input)
    {
        var output = Map(node.Output, Wish.Plain with { Flat = true }, FlatLanes, input);
        Layers.Add(new FullyConnected<TSimd, TVector>(node, input, output));
        return output;
    }

    private FeatureMap Rectified(FeatureMap map)
    {
        Layers.Add(new Rectification<TSimd, TVector>(map));
        return map;
    }

    private FeatureMap Normalised(Node node, FeatureMap input, Wish wish, bool rectify, FeatureMap? addend = null)
    {
        var output = addend is null
            ? Map(node.Output, wish.KeepingValues(), input.Layout.Lanes, input)
            : Memory.Sum(addend);
        Layers.Add(new Normalisation<TSimd, TVector>(node, input, output, addend, rectify, Capacity));
        return output;
    }

    // On the way back the body writes the block's gradient first, on top of the identity's; then other shortcuts add theirs.
    private FeatureMap Sum(Node node, FeatureMap input, Wish wish, bool rectify)
    {
        var shorter = node.Shortcut.IsEmpty ? input : Add(node.Shortcut, input, wish, branch: true, addsGradient: true);
        if (node.Body is [.. var before, { Layer: GroupNorm } last])
        {
            var summand = Add(before, input, Wish.Of(node.Body, before.Length, wish), branch: true, addsGradient: node.Shortcut.IsEmpty);
            if (shorter.Layout.Lanes == summand.Layout.Lanes && shorter.Layout.Halo >= wish.Halo)
                return Normalised(last, summand, wish, rectify, shorter);
            return Added(Normalised(last, summand, wish, rectify: false), shorter, rectify);
        }
        var sum = Add(node.Body, input, wish, branch: true, addsGradient: node.Shortcut.IsEmpty);
        if (node.Body[^1].Layer is not Conv2d)
            sum = Copied(sum, wish, addsGradient: false); // its last layer needs the values that the sum would change
        return Added(sum, shorter, rectify);
    }

    private FeatureMap Added(FeatureMap sum, FeatureMap shorter, bool rectify)
    {
        Layers.Add(new Addition<TSimd, TVector>(sum, shorter));
        return rectify ? Rectified(sum) : sum;
    }

    private FeatureMap Joined(FeatureMap input, ImageShape shape, Wish wish, Func<FeatureMap, SparseLayer> layer)
    {
        var output = Map(shape, wish, Lanes(shape, wish), input, input.HasGradient);
        Layers.Add(layer(output));
        return output;
    }

    private FeatureMap Copied(FeatureMap input, Wish wish, bool addsGradient)
    {
        var copy = Map(input.Layout.Shape, wish, wish.Flat ? FlatLanes : input.Layout.Lanes, input, input.HasGradient);
        Layers.Add(new Copy<TSimd, TVector>(input, copy, addsGradient));
        return copy;
    }

    // The same memory where that is laid out as a fully connected layer wants it, else a copy.
    private FeatureMap Flat(FeatureMap map)
    {
        if (!map.Layout.IsFlat || map.Layout.Lanes != FlatLanes)
            map = Copied(map, Wish.Plain with { Flat = true }, addsGradient: false);
        var shape = new ImageShape(map.Layout.Shape.Pixels, 1, 1);
        return map.Layout.Shape == shape ? map : map.As(new FeatureLayout(shape, 0, FlatLanes, IsFlat: true));
    }

    private FeatureMap Map(ImageShape shape, Wish wish, int lanes, FeatureMap before, bool gradient = true) =>
        Memory.Map(Layout(shape, wish, lanes), gradient ? wish.Gradient : GradientPlace.None, before);

    private static FeatureLayout Layout(ImageShape shape, Wish wish, int lanes) => new(shape, wish.Halo, lanes, wish is { Flat: true, Halo: 0 });

    private int Lanes(ImageShape shape, Wish wish) => wish.Flat ? FlatLanes : Lanes(shape.Width);

    // As few images side by side as give good tiles in a row so wide, and no more than the batch fills.
    private int Lanes(int width)
    {
        var vectors = 1;
        while (vectors < MostVectors && vectors * TSimd.Width < _images && width * vectors < GoodTile)
            vectors *= 2;
        return vectors * TSimd.Width;
    }
}
