using System.Collections.Immutable;

namespace FedPrune.Model.Networks;

/// <summary>One tensor of a network inside its flat parameter vector.</summary>
/// <param name="Name">Dotted name, e.g. <c>conv1.weight</c>.</param>
/// <param name="Shape">Dimensions, outermost first: (out, in, height, width), (out, in) or (out).</param>
/// <param name="Offset">Index of its first number in the flat vector.</param>
/// <param name="Layer">Index of the layer it belongs to: a layer's weights and biases share it.</param>
/// <param name="Prunable">Whether pruning may remove its numbers; biases and normalisation parameters stay dense.</param>
/// <param name="Uses">How often each of its numbers is used in one sample's forward pass (a convolution's output positions).</param>
public sealed record ParameterBlock(string Name, ImmutableArray<int> Shape, int Offset, int Layer, bool Prunable, int Uses)
{
    /// <summary>How many numbers it holds.</summary>
    public int Count { get; } = Shape.Aggregate(1, (product, dimension) => product * dimension);

    /// <summary>Index after its last number.</summary>
    public int End => Offset + Count;
}

/// <summary>Where each tensor of a network lies in the flat vector of its parameters.</summary>
public sealed class ParameterLayout(ImmutableArray<ParameterBlock> blocks)
{
    /// <summary>The tensors, in ascending order of offset, without gaps.</summary>
    public ImmutableArray<ParameterBlock> Blocks { get; } = blocks;

    /// <summary>Number of parameters of the whole network.</summary>
    public int Count { get; } = blocks.IsEmpty ? 0 : blocks[^1].End;

    /// <summary>Number of layers that have parameters.</summary>
    public int Layers { get; } = blocks.IsEmpty ? 0 : blocks[^1].Layer + 1;
}
