using System.Collections.Immutable;

namespace FedPrune.Model.Networks;

/// <summary>One layer of a network, as declared. What it takes in follows from the layers before it.</summary>
public abstract record Layer;

/// <summary>Convolution with a square kernel: (n, in, h, w) → (n, <paramref name="Out"/>, h′, w′), h′ = ⌊(h + 2·padding − kernel)/stride⌋ + 1.</summary>
public sealed record Conv2d(int Out, int Kernel, int Stride = 1, int Padding = 0, bool Bias = true) : Layer;

/// <summary>Fully connected layer on flattened input: (n, in) → (n, <paramref name="Out"/>).</summary>
public sealed record Linear(int Out) : Layer;

/// <summary><c>max(0, x)</c></summary>
public sealed record ReLU : Layer;

/// <summary>Maximum over squares of <paramref name="Size"/> pixels, side by side; an incomplete border is left out.</summary>
public sealed record MaxPool2d(int Size) : Layer;

/// <summary>Mean over squares of <paramref name="Size"/> pixels, side by side; an incomplete border is left out.</summary>
public sealed record AvgPool2d(int Size) : Layer;

/// <summary>(n, c, h, w) → (n, c·h·w)</summary>
public sealed record Flatten : Layer;

/// <summary>Group normalisation with a learnt scale and shift for each channel (Wu and He, 2018).</summary>
public sealed record GroupNorm(int Groups) : Layer;

/// <summary>
/// Self-attention between positions: (n, 3·d, h, w) → (n, d, h, w). The channels are those of the heads behind each other, each
/// with its queries, keys and values: <c>out = V·relu(KᵀQ/√d_head)/T</c> over all T = h·w positions, with ReLU in place of the
/// softmax (Wortsman et al., 2023). It has no parameters: convolutions before and after it project.
/// </summary>
public sealed record Attention(int Heads) : Layer;

/// <summary>Adds a learnt number to every channel at every position: what makes attention see where it looks.</summary>
public sealed record Positions : Layer;

/// <summary>Looks symbols up: (n, 1, 1, L) numbers of symbols → (n, <paramref name="Width"/>, 1, L).</summary>
/// <param name="Symbols">How many there are.</param>
/// <param name="Width">Numbers learnt for each.</param>
public sealed record Embedding(int Symbols, int Width) : Layer;

/// <summary>The last column: (n, c, h, w) → (n, c, h, 1).</summary>
public sealed record LastColumn : Layer;

/// <summary><c>body(x) + shortcut(x)</c>; an empty shortcut is the identity (He et al., 2016).</summary>
public sealed record Residual(ImmutableArray<Layer> Body, ImmutableArray<Layer> Shortcut) : Layer;
