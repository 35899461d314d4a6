using System.Collections.Immutable;
using FedPrune.Model.Data;

namespace FedPrune.Model.Networks;

/// <summary>What a network is, in a line.</summary>
/// <param name="Name">The name that an experiment chooses it by.</param>
/// <param name="Summary">What it is, in a phrase.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record NetworkEntry(string Name, string Summary, string Source);

/// <summary>The networks known by name, each for any image large enough (28×28×1 and 32×32×3 among them).</summary>
public static class NetworkCatalogue
{
    /// <summary>Every network that <see cref="Create"/> makes.</summary>
    public static ImmutableArray<NetworkEntry> Entries { get; } =
    [
        new("mlp", "two hidden layers of 1024", "as in McMahan et al., 2017, larger"),
        new("cnn14", "two small convolutions on images of half the size", "this program"),
        new("lenet5", "two convolutions, three fully connected layers", "LeCun et al., 1998"),
        new("cnn", "two 5x5 convolutions of 32 and 64 channels", "McMahan et al., 2017"),
        new("vgg11", "eight convolutions, one hidden layer", "Simonyan and Zisserman, 2015"),
        new("resnet18", "residual blocks with group normalisation", "He et al., 2016"),
        new("vit", "small transformer on patches of 4x4 pixels", "after Dosovitskiy et al., 2021"),
        new("charlm", "small transformer that predicts the next byte of a text", "after Vaswani et al., 2017"),
    ];

    /// <summary>Every name that <see cref="Create"/> takes.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>Those of them that are for images; the others take lines of symbols.</summary>
    public static ImmutableArray<string> OfImages { get; } = [.. Names.Where(name => name != "charlm")];

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
        "vit" => VisionTransformer(input, classes),
        "charlm" => new(name, input,
            [new Embedding(256, 64), new Positions(), .. TransformerBlock(64, 4), .. TransformerBlock(64, 4),
             new GroupNorm(1), new LastColumn(), new Flatten(), new Linear(classes)]),
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

    // Patches, three blocks, the mean over all positions; images are cut to whole patches.
    private static Network VisionTransformer(ImageShape input, int classes)
    {
        const int Patch = 4, Width = 64, Heads = 4;
        var pooled = Math.Min(input.Height, input.Width) / Patch;
        return new Network("vit", input,
        [
            new Conv2d(Width, Patch, Stride: Patch), new Positions(),
            .. TransformerBlock(Width, Heads), .. TransformerBlock(Width, Heads), .. TransformerBlock(Width, Heads),
            new GroupNorm(1), new AvgPool2d(Math.Max(1, pooled)), new Flatten(), new Linear(classes),
        ]);
    }

    // Normalisation first (Xiong et al., 2020); one group over channels and positions together (Yu et al., 2022).
    private static ImmutableArray<Layer> TransformerBlock(int width, int heads) =>
    [
        new Residual([new GroupNorm(1), new Conv2d(3 * width, 1), new Attention(heads), new Conv2d(width, 1)], []),
        new Residual([new GroupNorm(1), new Conv2d(2 * width, 1), new ReLU(), new Conv2d(width, 1)], []),
    ];

    private static ImmutableArray<Layer> Convolved(int channels, int kernel, int stride) =>
        [new Conv2d(channels, kernel, stride, kernel / 2, Bias: false), new GroupNorm(32)];
}
