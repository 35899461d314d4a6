using FedPrune.Model.Data;
using FedPrune.Model.Networks;

namespace FedPrune.Model.Tests.Networks;

/// <summary>Networks small enough to compute by hand or in no time.</summary>
internal static class TinyNetworks
{
    /// <summary>One hidden layer; blocks fc1.weight, fc1.bias, fc2.weight, fc2.bias.</summary>
    public static Network Mlp(ImageShape input, int hidden, int classes) =>
        new("tiny", input, [new Flatten(), new Linear(hidden), new ReLU(), new Linear(classes)]);

    /// <summary>4 inputs, 3 hidden units, 2 classes: blocks of 12, 3, 6 and 2 numbers, 23 together.</summary>
    public static Network Toy { get; } = Mlp(new ImageShape(1, 2, 2), 3, 2);

    /// <summary>Every kind of layer there is, on images of 8×8×2.</summary>
    public static Network EveryLayer { get; } = new("every layer", new ImageShape(2, 8, 8),
    [
        new Conv2d(4, 3, Padding: 1), new GroupNorm(2), new ReLU(),
        new Residual([new Conv2d(6, 3, Stride: 2, Padding: 1, Bias: false), new GroupNorm(3)], [new Conv2d(6, 1, Stride: 2)]), new ReLU(),
        new Residual([new Conv2d(6, 3, Padding: 1)], []), new AvgPool2d(2), new Conv2d(5, 1), new MaxPool2d(2),
        new Flatten(), new Linear(7), new ReLU(), new Linear(3),
    ]);
}
