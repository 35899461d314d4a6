using System.Collections.Immutable;
using FedPrune.Model.Data;

namespace FedPrune.Model.Networks;

/// <summary>
/// A network as data: its layers in their places and the layout of its one flat parameter vector. Engines execute it;
/// it holds no numbers itself.
/// </summary>
public sealed class Network
{
    public Network(string name, ImageShape input, ImmutableArray<Layer> layers)
    {
        Name = name;
        Input = input;
        var builder = new NodeBuilder();
        Nodes = builder.Build(layers, input);
        Layout = builder.Layout;
    }

    public string Name { get; }

    /// <summary>Shape of one input image.</summary>
    public ImageShape Input { get; }

    /// <summary>The layers, in the order in which data passes them.</summary>
    public ImmutableArray<Node> Nodes { get; }

    /// <summary>Where each tensor lies in the flat parameter vector.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>Number of logits.</summary>
    public int Classes => Nodes[^1].Output.Pixels;
}
