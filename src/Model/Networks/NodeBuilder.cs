using System.Collections.Immutable;
using FedPrune.Model.Data;

namespace FedPrune.Model.Networks;

/// <summary>Walks the declared layers once, infers every shape and lays the parameters out behind each other.</summary>
internal sealed class NodeBuilder
{
    private readonly ImmutableArray<ParameterBlock>.Builder _blocks = ImmutableArray.CreateBuilder<ParameterBlock>();
    private readonly Dictionary<string, int> _named = [];
    private int _layers;

    public ParameterLayout Layout => new(_blocks.ToImmutable());

    public ImmutableArray<Node> Build(IEnumerable<Layer> layers, ImageShape input)
    {
        var nodes = ImmutableArray.CreateBuilder<Node>();
        foreach (var layer in layers)
        {
            nodes.Add(Place(layer, input));
            input = nodes[^1].Output;
        }
        return nodes.ToImmutable();
    }

    private Node Place(Layer layer, ImageShape input) => layer switch
    {
        Conv2d conv => Convolution(conv, input),
        Linear linear => FullyConnected(linear, input),
        GroupNorm norm => Normalisation(norm, input),
        MaxPool2d pool => new Node(layer, input, Pooled(input, pool.Size)),
        AvgPool2d pool => new Node(layer, input, Pooled(input, pool.Size)),
        Flatten => new Node(layer, input, new ImageShape(input.Pixels, 1, 1)),
        Residual residual => Addition(residual, input),
        ReLU => new Node(layer, input, input),
        Attention attention => Attending(attention, input),
        Positions => Placed(layer, input),
        Embedding embedding => LookedUp(embedding, input),
        LastColumn => new Node(layer, input, input with { Width = 1 }),
        _ => throw new NotSupportedException($"no shape rule for layer {layer.GetType().Name}"),
    };

    private Node Convolution(Conv2d conv, ImageShape input)
    {
        var (height, width) = (Places(input.Height, conv), Places(input.Width, conv));
        var output = Checked(new ImageShape(conv.Out, height, width), conv, input);
        var name = Name("conv");
        var weight = Add($"{name}.weight", [conv.Out, input.Channels, conv.Kernel, conv.Kernel], prunable: true, height * width);
        var bias = conv.Bias ? Add($"{name}.bias", [conv.Out], prunable: false, height * width) : -1;
        _layers++;
        return new Node(conv, input, output) { Weight = weight, Bias = bias };
    }

    private Node FullyConnected(Linear linear, ImageShape input)
    {
        var name = Name("fc");
        var weight = Add($"{name}.weight", [linear.Out, input.Pixels], prunable: true, uses: 1);
        var bias = Add($"{name}.bias", [linear.Out], prunable: false, uses: 1);
        _layers++;
        return new Node(linear, input, new ImageShape(linear.Out, 1, 1)) { Weight = weight, Bias = bias };
    }

    private static Node Attending(Attention attention, ImageShape input) =>
        input.Channels % (3 * attention.Heads) == 0
            ? new Node(attention, input, input with { Channels = input.Channels / 3 })
            : throw new ArgumentException($"{input.Channels} channels are not queries, keys and values of {attention.Heads} heads");

    private Node Placed(Layer layer, ImageShape input)
    {
        var weight = Add($"{Name("positions")}.weight", [input.Pixels], prunable: false, uses: 1);
        _layers++;
        return new Node(layer, input, input) { Weight = weight };
    }

    // A lookup multiplies nothing, so none of its weights is ever "used".
    private Node LookedUp(Embedding embedding, ImageShape input)
    {
        if (input is not { Channels: 1, Height: 1 })
            throw new ArgumentException($"symbols are looked up in a line of them, not in {input}");
        var weight = Add($"{Name("embedding")}.weight", [embedding.Width, embedding.Symbols], prunable: true, uses: 0);
        _layers++;
        return new Node(embedding, input, new ImageShape(embedding.Width, 1, input.Width)) { Weight = weight };
    }

    private Node Normalisation(GroupNorm norm, ImageShape input)
    {
        var name = Name("norm");
        var uses = input.Height * input.Width;
        var weight = Add($"{name}.weight", [input.Channels], prunable: false, uses);
        var bias = Add($"{name}.bias", [input.Channels], prunable: false, uses);
        _layers++;
        return new Node(norm, input, input) { Weight = weight, Bias = bias };
    }

    private Node Addition(Residual residual, ImageShape input)
    {
        var body = Build(residual.Body, input);
        var shortcut = Build(residual.Shortcut, input);
        var output = body[^1].Output;
        var shorter = shortcut.IsEmpty ? input : shortcut[^1].Output;
        return output == shorter
            ? new Node(residual, input, output) { Body = body, Shortcut = shortcut }
            : throw new ArgumentException($"a residual's two ways end in different shapes: {output} and {shorter}");
    }

    // Where the kernel is larger than the padded image there is none, though −1/2 divided as integers is 0.
    private static int Places(int pixels, Conv2d conv)
    {
        var room = pixels + (2 * conv.Padding) - conv.Kernel;
        return room < 0 ? 0 : (room / conv.Stride) + 1;
    }

    private static ImageShape Pooled(ImageShape input, int size) =>
        Checked(new ImageShape(input.Channels, input.Height / size, input.Width / size), new MaxPool2d(size), input);

    private static ImageShape Checked(ImageShape output, Layer layer, ImageShape input) =>
        output is { Height: > 0, Width: > 0 }
            ? output
            : throw new ArgumentException($"{layer} leaves nothing of an input of {input}: the images are too small for this network");

    private string Name(string kind) => $"{kind}{_named[kind] = _named.GetValueOrDefault(kind) + 1}";

    private int Add(string name, ImmutableArray<int> shape, bool prunable, int uses)
    {
        var offset = _blocks.Count == 0 ? 0 : _blocks[^1].End;
        _blocks.Add(new ParameterBlock(name, shape, offset, _layers, prunable, uses));
        return _blocks.Count - 1;
    }
}
