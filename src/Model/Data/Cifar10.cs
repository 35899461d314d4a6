namespace FedPrune.Model.Data;

/// <summary>
/// The binary version of CIFAR-10: records of one label and 3,072 pixels (three planes of 32 × 32). Source: Krizhevsky,
/// "Learning multiple layers of features from tiny images", 2009, and the set's own page.
/// </summary>
public static class Cifar10
{
    private const int Classes = 10;
    private static readonly ImageShape Shape = new(3, 32, 32);

    /// <summary>The training batches, then the test batch.</summary>
    internal static IReadOnlyList<string> Files { get; } =
        ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"];

    /// <summary>Reads the six batches from a folder, or from <c>cifar-10-batches-bin</c> in it, as the archive unpacks.</summary>
    /// <exception cref="InvalidDataSetException">A file is missing, is not a whole number of records, or has a label above 9.</exception>
    public static ImageData ReadFolder(string folder)
    {
        var paths = DataFile.Require(FolderOfBatches(folder), [.. Files]);
        return new ImageData(Read("cifar-10 train", paths[..^1]), Read("cifar-10 test", paths[^1..]));
    }

    /// <summary>The folder itself, or the one that the archive makes in it where that is there.</summary>
    internal static string FolderOfBatches(string folder)
    {
        var unpacked = Path.Combine(folder, "cifar-10-batches-bin");
        return Directory.Exists(unpacked) ? unpacked : folder;
    }

    private static ImageSet Read(string name, string[] paths)
    {
        var batches = paths.Select(ReadBatch).ToArray();
        var images = batches.Sum(batch => batch.Length / (1 + Shape.Pixels));
        var (pixels, labels) = (new byte[images * Shape.Pixels], new byte[images]);
        var next = 0;
        foreach (var (batch, path) in batches.Zip(paths))
        {
            var first = next;
            for (var rest = batch.Span; !rest.IsEmpty; rest = rest[(1 + Shape.Pixels)..], next++)
            {
                labels[next] = rest[0];
                rest.Slice(1, Shape.Pixels).CopyTo(pixels.AsSpan(next * Shape.Pixels));
            }
            ImageSet.RequireClasses(path, labels.AsSpan(first, next - first), Classes);
        }
        return new ImageSet(name, Shape, Classes, pixels, labels);
    }

    private static ReadOnlyMemory<byte> ReadBatch(string path)
    {
        var content = DataFile.Read(path);
        var record = 1 + Shape.Pixels;
        return content.Length > 0 && content.Length % record == 0
            ? content
            : throw new InvalidDataSetException(
                $"{path}: truncated or not CIFAR-10: {content.Length} bytes, expected a multiple of {record}");
    }
}
