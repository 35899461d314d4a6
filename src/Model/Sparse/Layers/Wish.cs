using System.Collections.Immutable;
using FedPrune.Model.Networks;
using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Plans;

namespace FedPrune.Model.Sparse.Layers;

/// <summary>What whoever reads a feature map next would like it to be.</summary>
/// <param name="Halo">Zero pixels around it.</param>
/// <param name="Flat">Lanes as a fully connected layer has them.</param>
/// <param name="Gradient">Where its gradient may go.</param>
internal readonly record struct Wish(int Halo, bool Flat, GradientMemory Gradient)
{
    /// <summary>No halo, any lanes.</summary>
    public static Wish Plain { get; } = new(0, Flat: false, GradientMemory.Own);

    private static Wish OverValue { get; } = Plain with { Gradient = GradientMemory.OverValue };

    /// <summary>What the layers from <paramref name="index"/> on would like their input to be; <paramref name="behind"/> if there are none.</summary>
    public static Wish Of(ImmutableArray<Node> nodes, int index, Wish behind)
    {
        if (index == nodes.Length)
            return behind;
        return nodes[index].Layer switch
        {
            ReLU when index + 1 < nodes.Length && nodes[index + 1].Layer is MaxPool2d => OverValue,
            ReLU => Of(nodes, index + 1, behind) with { Gradient = GradientMemory.Own },
            MaxPool2d or AvgPool2d or GroupNorm => OverValue,
            Flatten or Linear => Plain with { Flat = true },
            Conv2d { Stride: 1 } conv => Plain with { Halo = new ConvolutionGeometry(conv, nodes[index].Input, nodes[index].Output).InputHalo },
            Residual => Plain with { Halo = Math.Max(Branch(nodes[index].Body), Branch(nodes[index].Shortcut)) },
            _ => Plain,
        };
    }

    // A branch that begins with anything but a convolution begins with a copy.
    private static int Branch(ImmutableArray<Node> nodes) =>
        nodes is [{ Layer: Conv2d }, ..] ? Of(nodes, 0, Plain).Halo : 0;
}
