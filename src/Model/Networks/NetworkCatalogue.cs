using System.Collections.Immutable;
using FedPrune.Model.Data;

namespace FedPrune.Model.Networks;

/// <summary>The networks known by name, each for any image large enough (28×28×1 and 32×32×3 among them).</summary>
public static class NetworkCatalogue
{
    /// <summary>Every name that <see cref="Create"/> takes.</summary>
    public static ImmutableArray<string> Names { get; } = ["mlp", "cnn14", "lenet5", "cnn", "vgg11", "resnet18"];

    /// <summary>The network of this name for images of this shape.</summary>
    /// <exception cref="ArgumentException">The name is unknown, or the images are too small for it.</exception>
    public static Network Create(string name, ImageShape input, int classes) => name switch
    {
        "mlp" => new(name, input, [new Flatten(), new Linear(1024), new ReLU(), new Linear(1024), new ReLU(), new Linear(classes)]),
        "cnn14" => new(name, input,
            [new AvgPool2d(2), .. Block(8, 3), .. Block(16, 3), new Flatten(), new Linear(256), new ReLU(), new Linear(classes)]),
        "lenet5" => LeNet5(input, classes),
        "cnn" => new(name, input, [.. Block(32, 5), .. Block(64, 5), new Flatten(), new Linear(512), new ReLU(), new Linear(classes)]),
        "vgg11" => Vgg11(input, classes),
        "resnet18" => ResNet18(input, classes),
        _ => throw new ArgumentException($"unknown network '{name}': there are {string.Join(", ", Names)}"),
    };

    // Convolution that keeps the size, then half of it.
    private static ImmutableArray<Layer> Block(int channels, int kernel) =>
        [new Conv2d(channels, kernel, Padding: kernel / 2), new ReLU(), new MaxPool2d(2)];

    // LeCun et al. (1998) with ReLU and max pooling; smaller images are padded to its 32×32.
    private static Network LeNet5(ImageShape input, int classes) => new("lenet5", input,
    [
        new Conv2d(6, 5, Padding: Math.Max(0, (32 - input.Height) / 2)), new ReLU(), new MaxPool2d(2),
        new Conv2d(16, 5), new ReLU(), new MaxPool2d(2),
        new Flatten(), new Linear(120), new ReLU(), new Linear(84), new ReLU(), new Linear(classes),
    ]);

    // Simonyan and Zisserman (2015), configuration A, with one hidden fully connected layer as is usual for small images.
    private static Network Vgg11(ImageShape input, int classes)
    {
        var layers = ImmutableArray.CreateBuilder<Layer>();
        var height = input.Height;
        foreach (var (channels, pooled) in (ReadOnlySpan<(int, bool)>)
            [(64, true), (128, true), (256, false), (256, true), (512, false), (512, true), (512, false), (512, true)])
        {
            layers.AddRange(new Conv2d(channels, 3, Padding: 1), new ReLU());
            if (!pooled || height < 2) // 28×28 is down to one pixel after four of the five
                continue;
            layers.Add(new MaxPool2d(2));
            height /= 2;
        }
        layers.AddRange(new Flatten(), new Linear(512), new ReLU(), new Linear(classes));
        return new Network("vgg11", input, layers.ToImmutable());
    }

    // He et al. (2016) for small images: 3×3 stem, no stem pooling; group for batch normalisation.
    private static Network ResNet18(ImageShape input, int classes)
    {
        var layers = ImmutableArray.CreateBuilder<Layer>();
        layers.AddRange(Convolved(64, 3, 1));
        layers.Add(new ReLU());
        var (before, height) = (64, input.Height);
        foreach (var channels in (ReadOnlySpan<int>)[64, 128, 256, 512])
        {
            var stride = channels == before ? 1 : 2;
            layers.AddRange(BasicBlock(channels, stride, projected: stride > 1), new ReLU());
            layers.AddRange(BasicBlock(channels, 1, projected: false), new ReLU());
            height = ((height - 1) / stride) + 1;
            before = channels;
        }
        layers.AddRange(new AvgPool2d(height), new Flatten(), new Linear(classes));
        return new Network("resnet18", input, layers.ToImmutable());
    }

    private static Residual BasicBlock(int channels, int stride, bool projected) => new(
        [.. Convolved(channels, 3, stride), new ReLU(), .. Convolved(channels, 3, 1)],
        projected ? Convolved(channels, 1, stride) : []);

    private static ImmutableArray<Layer> Convolved(int channels, int kernel, int stride) =>
        [new Conv2d(channels, kernel, stride, kernel / 2, Bias: false), new GroupNorm(32)];
}
