using System.Collections.Immutable;
using FedPrune.Model.Data;

namespace FedPrune.Model.Networks;

/// <summary>A layer in its place: what it takes in, what it gives out, and where its parameters lie.</summary>
/// <param name="Layer">The layer as declared.</param>
/// <param name="Input">Shape of one sample before it.</param>
/// <param name="Output">Shape of one sample after it; a flat vector of n numbers is n×1×1.</param>
public sealed record Node(Layer Layer, ImageShape Input, ImageShape Output)
{
    /// <summary>Index of its weights among the layout's blocks, −1 if it has none.</summary>
    public int Weight { get; init; } = -1;

    /// <summary>Index of its bias among the layout's blocks, −1 if it has none.</summary>
    public int Bias { get; init; } = -1;

    /// <summary>The inner layers of a <see cref="Residual"/>.</summary>
    public ImmutableArray<Node> Body { get; init; } = [];

    /// <summary>The layers on the short way of a <see cref="Residual"/>; empty for the identity.</summary>
    public ImmutableArray<Node> Shortcut { get; init; } = [];
}
