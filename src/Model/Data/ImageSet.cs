namespace FedPrune.Model.Data;

/// <summary>
/// Labelled images, immutable, as bytes in one memory: (image, channel, row, column). All devices of a process share it and
/// hold indices into it.
/// </summary>
public sealed class ImageSet
{
    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly ReadOnlyMemory<byte> _labels;

    /// <summary>Takes over pixels and labels and checks that they belong together.</summary>
    /// <param name="name">What messages call it, e.g. <c>fashion-mnist train</c>.</param>
    /// <param name="shape">Shape of each image.</param>
    /// <param name="classes">Number of classes, 1 to 256.</param>
    /// <param name="pixels">(n, C, H, W) bytes; the set owns them from now on.</param>
    /// <param name="labels">(n) labels, each below <paramref name="classes"/>; the set owns them from now on.</param>
    /// <exception cref="ArgumentException">The number of pixels does not fit the shape and the number of labels.</exception>
    /// <exception cref="InvalidDataSetException">A label is not a class.</exception>
    public ImageSet(string name, ImageShape shape, int classes, ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte> labels)
    {
        if (shape.Channels < 1 || shape.Height < 1 || shape.Width < 1)
            throw new ArgumentException($"{name}: an image of {shape} has no pixels");
        if (classes is < 1 or > 256)
            throw new ArgumentException($"{name}: {classes} classes, allowed are 1 to 256");
        var expected = (long)labels.Length * shape.Pixels;
        if (pixels.Length != expected)
            throw new ArgumentException($"{name}: {labels.Length} images of {shape} have {expected} pixels, got {pixels.Length}");
        RequireClasses(name, labels.Span, classes);
        (Name, Shape, Classes, _pixels, _labels) = (name, shape, classes, pixels, labels);
    }

    public string Name { get; }

    public ImageShape Shape { get; }

    public int Classes { get; }

    /// <summary>Number of images.</summary>
    public int Count => _labels.Length;

    /// <summary>(n) labels.</summary>
    public ReadOnlySpan<byte> Labels => _labels.Span;

    /// <summary>(n, C, H, W): the pixels of all images.</summary>
    public ReadOnlySpan<byte> AllPixels => _pixels.Span;

    /// <summary>(C, H, W): the pixels of one image.</summary>
    public ReadOnlySpan<byte> Pixels(int image) => _pixels.Span.Slice(checked(image * Shape.Pixels), Shape.Pixels);

    /// <summary>Checks that all labels are classes.</summary>
    /// <exception cref="InvalidDataSetException">A label is not below <paramref name="classes"/>: says where.</exception>
    internal static void RequireClasses(string where, ReadOnlySpan<byte> labels, int classes)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < classes)
                continue;
            throw new InvalidDataSetException(
                $"{where}: label {labels[i]} of image {i} is out of range, allowed are 0 to {classes - 1}");
        }
    }
}
