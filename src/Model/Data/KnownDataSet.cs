using System.Collections.Immutable;

namespace FedPrune.Model.Data;

/// <summary>A file that may be downloaded.</summary>
/// <param name="Name">Its name at the address and in the cache.</param>
/// <param name="Length">Bytes of its decompressed content.</param>
/// <param name="Sha256">
/// SHA-256 of its decompressed content, lower-case hexadecimal: the gzip around it differs between Debian and the public address.
/// </param>
public sealed record KnownFile(string Name, long Length, string Sha256);

/// <summary>A data set that can be asked for by name.</summary>
public sealed class KnownDataSet
{
    private readonly Func<string, bool> _isIn;
    private readonly Func<string, ImageData> _read;

    private KnownDataSet(string name, Func<string, bool> isIn, Func<string, ImageData> read) => (Name, _isIn, _read) = (name, isIn, read);

    /// <summary>Zalando's articles of clothing: 60,000 + 10,000 images of 28×28 in 10 classes.</summary>
    public static KnownDataSet FashionMnist { get; } = Idx(
        "fashion-mnist", 10, "dataset-fashion-mnist", new Uri("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        new("train-images-idx3-ubyte.gz", 47_040_016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
        new("train-labels-idx1-ubyte.gz", 60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
        new("t10k-images-idx3-ubyte.gz", 7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
        new("t10k-labels-idx1-ubyte.gz", 10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"));

    /// <summary>Handwritten digits in the same four files; never downloaded.</summary>
    public static KnownDataSet Mnist { get; } = Idx("mnist", 10);

    /// <summary>Photographs of 32×32×3 in 10 classes, in the binary version; never downloaded.</summary>
    public static KnownDataSet Cifar10 { get; } = new(
        "cifar-10", folder => HasAll(Data.Cifar10.FolderOfBatches(folder), Data.Cifar10.Files), Data.Cifar10.ReadFolder)
    {
        FileNames = [.. Data.Cifar10.Files],
    };

    public static ImmutableArray<KnownDataSet> All { get; } = [FashionMnist, Mnist, Cifar10];

    public string Name { get; }

    /// <summary>The files it consists of; each may have <c>.gz</c> behind it.</summary>
    public required ImmutableArray<string> FileNames { get; init; }

    /// <summary>The Debian package that brings it, if any.</summary>
    public string? DebianPackage { get; private init; }

    /// <summary>Where it is downloaded from, unless a mirror is set.</summary>
    public Uri? Address { get; private init; }

    /// <summary>What to download; empty where the set is only looked for.</summary>
    public ImmutableArray<KnownFile> Downloads { get; private init; } = [];

    /// <summary>Whether all its files are in a folder; says nothing of their content.</summary>
    public bool IsIn(string folder) => _isIn(folder);

    /// <summary>Reads it from a folder.</summary>
    /// <exception cref="InvalidDataSetException">A file is missing or not what it should be.</exception>
    public ImageData Read(string folder) => _read(folder);

    /// <summary>The set of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static KnownDataSet Named(string name) => All.FirstOrDefault(set => string.Equals(set.Name, name, StringComparison.Ordinal))
        ?? throw new ArgumentException($"no data set is called \"{name}\": known are {string.Join(", ", All.Select(set => set.Name))}");

    /// <summary>A set of four IDX files with the names of MNIST's.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="debianPackage">The Debian package that brings it, if any.</param>
    /// <param name="address">Where it may be downloaded from, if anywhere.</param>
    /// <param name="downloads">The files to be found there.</param>
    public static KnownDataSet Idx(
        string name, int classes, string? debianPackage = null, Uri? address = null, params ImmutableArray<KnownFile> downloads) =>
        new(name, folder => HasAll(folder, IdxFile.FolderFiles), folder => IdxFile.ReadFolder(name, folder, classes))
        {
            FileNames = [.. IdxFile.FolderFiles],
            DebianPackage = debianPackage,
            Address = address,
            Downloads = downloads,
        };

    private static bool HasAll(string folder, IReadOnlyList<string> names) => names.All(name => DataFile.Find(folder, name) is not null);
}
