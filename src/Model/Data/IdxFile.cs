using System.Buffers.Binary;

namespace FedPrune.Model.Data;

/// <summary>
/// The IDX format of MNIST and its relatives: big-endian magic number and dimensions, then unsigned bytes. Source: LeCun,
/// Cortes and Burges, "The MNIST database of handwritten digits", file formats.
/// </summary>
public static class IdxFile
{
    private const int ImagesMagic = 0x0803;
    private const int LabelsMagic = 0x0801;

    /// <summary>Reads a pair of files, each gzipped or not.</summary>
    /// <param name="name">What the set is called.</param>
    /// <param name="imagesPath">File of (n, rows, columns) bytes.</param>
    /// <param name="labelsPath">File of (n) bytes.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="InvalidDataSetException">
    /// A file is missing, cannot be decoded, has another magic number, too few or too many bytes or a label that is no class,
    /// or the two disagree on the number of images.
    /// </exception>
    public static ImageSet Read(string name, string imagesPath, string labelsPath, int classes)
    {
        var (pixels, shape) = ReadImages(imagesPath);
        var labels = ReadLabels(labelsPath);
        var images = pixels.Length / shape.Pixels;
        if (images != labels.Length)
            throw new InvalidDataSetException($"{imagesPath} has {images} images, but {labelsPath} has {labels.Length} labels");
        ImageSet.RequireClasses(labelsPath, labels.Span, classes);
        return new ImageSet(name, shape, classes, pixels, labels);
    }

    /// <summary>
    /// Reads a folder with <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, <c>t10k-images-idx3-ubyte</c> and
    /// <c>t10k-labels-idx1-ubyte</c>, each as it is or with <c>.gz</c>.
    /// </summary>
    /// <inheritdoc cref="Read"/>
    public static ImageData ReadFolder(string name, string folder, int classes)
    {
        var paths = DataFile.Require(folder, [.. FolderFiles]);
        return new ImageData(
            Read($"{name} train", paths[0], paths[1], classes),
            Read($"{name} test", paths[2], paths[3], classes));
    }

    /// <summary>The four files of a folder: training images and labels, test images and labels.</summary>
    internal static IReadOnlyList<string> FolderFiles { get; } =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private static (ReadOnlyMemory<byte> Pixels, ImageShape Shape) ReadImages(string path)
    {
        var content = DataFile.Read(path);
        var header = Header(path, content, ImagesMagic, dimensions: 3);
        var shape = new ImageShape(1, header[1], header[2]);
        return (Body(path, content, headerBytes: 16, (Int128)header[0] * header[1] * header[2]), shape);
    }

    private static ReadOnlyMemory<byte> ReadLabels(string path)
    {
        var content = DataFile.Read(path);
        var header = Header(path, content, LabelsMagic, dimensions: 1);
        return Body(path, content, headerBytes: 8, header[0]);
    }

    private static int[] Header(string path, ReadOnlyMemory<byte> content, int magic, int dimensions)
    {
        if (content.Length >= 4 && BigEndian(content, 0) is var found && found != magic)
            throw new InvalidDataSetException($"{path}: magic number 0x{found:X8}, expected 0x{magic:X8}");
        if (content.Length < 4 + 4 * dimensions)
            throw new InvalidDataSetException($"{path}: truncated: {content.Length} bytes, expected a header of {4 + 4 * dimensions}");
        var sizes = Enumerable.Range(1, dimensions).Select(d => BigEndian(content, 4 * d)).ToArray();
        return sizes.All(size => size > 0)
            ? sizes
            : throw new InvalidDataSetException($"{path}: dimensions {string.Join('×', sizes)}, expected positive ones");
    }

    private static ReadOnlyMemory<byte> Body(string path, ReadOnlyMemory<byte> content, int headerBytes, Int128 length)
    {
        var expected = headerBytes + length;
        if (content.Length < expected)
            throw new InvalidDataSetException($"{path}: truncated: {content.Length} bytes, expected {expected}");
        if (content.Length > expected)
        {
            throw new InvalidDataSetException(
                $"{path}: {content.Length - expected} trailing bytes: {content.Length} bytes, expected {expected}");
        }
        return content[headerBytes..];
    }

    private static int BigEndian(ReadOnlyMemory<byte> content, int at) => BinaryPrimitives.ReadInt32BigEndian(content.Span[at..]);
}
