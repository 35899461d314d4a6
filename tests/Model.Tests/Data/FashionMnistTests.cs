using System.Net;
using FedPrune.Model.Data;

namespace FedPrune.Model.Tests.Data;

/// <summary>A fact about the real Fashion-MNIST; skipped where Debian's package dataset-fashion-mnist is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FashionMnistFactAttribute : FactAttribute
{
    public const string Folder = "/usr/share/datasets/fashion-mnist";

    public FashionMnistFactAttribute() =>
        Skip = KnownDataSet.FashionMnist.IsIn(Folder) ? null : $"Fashion-MNIST is not in {Folder} (Debian package dataset-fashion-mnist)";
}

public sealed class FashionMnistTests
{
    private static readonly Lazy<ImageData> Data = new(() => KnownDataSet.FashionMnist.Read(FashionMnistFactAttribute.Folder));

    [FashionMnistFact]
    public void Has_6000_training_and_1000_test_images_of_each_of_10_classes()
    {
        Assert.Equal((60_000, 10_000), (Data.Value.Train.Count, Data.Value.Test.Count));
        Assert.Equal(new ImageShape(1, 28, 28), Data.Value.Train.Shape);
        Assert.Equal(Enumerable.Repeat(6000, 10), Histogram(Data.Value.Train));
        Assert.Equal(Enumerable.Repeat(1000, 10), Histogram(Data.Value.Test));
    }

    [FashionMnistFact]
    public void Has_the_mean_and_deviation_that_the_literature_uses()
    {
        Assert.Equal(0.2860, Data.Value.Standardisation.Mean.Single(), 4);
        Assert.Equal(0.3530, Data.Value.Standardisation.Deviation.Single(), 4);
    }

    [FashionMnistFact]
    public async Task Is_downloaded_where_it_is_nowhere_and_passes_its_checks()
    {
        using var cache = new TemporaryFolder();
        await using var server = new TinyServer(path => new(HttpStatusCode.OK, File.ReadAllBytes(FashionMnistFactAttribute.Folder + path)));
        var places = new DataPlaces { Cache = cache.Path, SystemFolder = cache.Path + "/none", Mirror = server.Address };
        using var client = new HttpClient();

        var data = await new DataLocator(places, new DataDownload(client)).LoadAsync(KnownDataSet.FashionMnist);

        Assert.True(data.Train.AllPixels.SequenceEqual(Data.Value.Train.AllPixels));
        Assert.Equal(4, Directory.GetFiles(cache.Path + "/fashion-mnist").Length);
    }

    private static IEnumerable<int> Histogram(ImageSet set) =>
        set.Labels.ToArray().CountBy(label => label).OrderBy(c => c.Key).Select(c => c.Value);
}
