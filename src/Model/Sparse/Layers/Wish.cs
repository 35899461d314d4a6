using System.Collections.Immutable;
using FedPrune.Model.Networks;
using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Plans;

namespace FedPrune.Model.Sparse.Layers;

/// <summary>What whoever reads a feature map next would like it to be.</summary>
/// <param name="Halo">Zero pixels around it.</param>
/// <param name="Flat">Lanes as a fully connected layer has them.</param>
/// <param name="Gradient">Where its gradient may go.</param>
internal readonly record struct Wish(int Halo, bool Flat, GradientPlace Gradient)
{
    /// <summary>No halo, any lanes.</summary>
    public static Wish Plain { get; } = new(0, Flat: false, GradientPlace.Own);

    /// <summary>No halo, any lanes, the gradient read at once.</summary>
    public static Wish Passing { get; } = Plain with { Gradient = GradientPlace.Passing };

    private static Wish OverValue { get; } = Plain with { Gradient = GradientPlace.OverValue };

    /// <summary>The same of a map whose values its own layer needs again.</summary>
    public Wish KeepingValues() => Gradient == GradientPlace.OverValue ? this with { Gradient = GradientPlace.Own } : this;

    /// <summary>What the layers from <paramref name="index"/> on would like their input to be; <paramref name="behind"/> if there are none.</summary>
    public static Wish Of(ImmutableArray<Node> nodes, int index, Wish behind)
    {
        if (index == nodes.Length)
            return behind;
        return nodes[index].Layer switch
        {
            ReLU when index + 1 < nodes.Length && nodes[index + 1].Layer is MaxPool2d => OverValue,
            ReLU => Of(nodes, index + 1, behind).KeepingValues(),
            MaxPool2d or AvgPool2d or GroupNorm => OverValue,
            Flatten or Linear => Plain with { Flat = true },
            Conv2d { Stride: 1 } conv => Passing with { Halo = new ConvolutionGeometry(conv, nodes[index].Input, nodes[index].Output).InputHalo },
            Residual => Plain with { Halo = Math.Max(Branch(nodes[index].Body), Shortcut(nodes, index, behind)) },
            Conv2d => Passing,
            _ => Plain,
        };
    }

    // The identity is added to a sum, which then has the same layout.
    private static int Shortcut(ImmutableArray<Node> nodes, int index, Wish behind) =>
        nodes[index].Shortcut.IsEmpty ? Of(nodes, index + 1, behind).Halo : Branch(nodes[index].Shortcut);

    // A branch that begins with anything but a convolution begins with a copy.
    private static int Branch(ImmutableArray<Node> nodes) =>
        nodes is [{ Layer: Conv2d }, ..] ? Of(nodes, 0, Plain).Halo : 0;
}
