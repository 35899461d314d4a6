using FedPrune.Actors;
using FedPrune.Host.Configuration;
using FedPrune.Model.Data;

namespace FedPrune.Host.Runs;

/// <summary>Finds the images that an experiment names and deals them out to its devices.</summary>
internal static class DataLoading
{
    /// <summary>Finds the images, downloading them where that is possible, reads them, and takes those that are evaluated on.</summary>
    /// <exception cref="UserException">The data are missing or damaged, or cannot be dealt out as asked.</exception>
    public static async Task<ImageData> ImagesAsync(Settings settings, IProgress<DownloadProgress> progress, CancellationToken stop)
    {
        try
        {
            var window = settings.Whole("data.window", 1, 4096);
            var set = settings.Choice<KnownDataSet?>(
                "data.set",
                ("fashion-mnist", KnownDataSet.FashionMnist), ("mnist", KnownDataSet.Mnist), ("cifar-10", KnownDataSet.Cifar10),
                ("idx", KnownDataSet.Idx("idx", settings.Whole("data.classes", 2, 256))), ("text", null), ("synthetic", null));
            if (set is null)
                return EvaluationImages.Choose(
                    settings, settings.Text("data.set") == "text" ? ByteText.Read(settings.Text("data.path"), window) : Synthetic(settings));
            using var client = new HttpClient();
            return EvaluationImages.Choose(
                settings, await new DataLocator(Places(settings), new DataDownload(client)).LoadAsync(set, progress, stop));
        }
        catch (InvalidDataSetException e)
        {
            throw UserException.Environment(e.Message, e);
        }
    }

    /// <summary>Deals the training images out and flips the labels of noisy devices.</summary>
    /// <returns>The devices' data and a summary of them.</returns>
    public static (FederatedData Data, PartitionSummary Summary) Federate(Settings settings, ImageData images, ulong seed)
    {
        try
        {
            var train = images.Train;
            var partition = ExperimentReader.Partition(settings).Build(train.Labels, train.Classes, seed);
            var noise = ExperimentReader.Noise(settings).Apply(train.Labels, train.Classes, partition, seed);
            var summary = PartitionSummary.Of(train.Labels, train.Classes, partition, noise);
            return (new FederatedData(images, partition, noise.Labels) { NoiseRates = noise.Rates }, summary);
        }
        catch (ArgumentException e)
        {
            throw UserException.Usage($"fedprune.partition: {e.Message}");
        }
    }

    /// <summary>Where an experiment's data are looked for.</summary>
    public static DataPlaces Places(Settings settings)
    {
        var path = settings.Text("data.path");
        return DataPlaces.OfUser(path.Length == 0 ? null : path) with
        {
            Mirror = Uri.TryCreate(settings.Text("data.url"), UriKind.Absolute, out var mirror) && mirror.Scheme.StartsWith("http", StringComparison.Ordinal)
                ? mirror
                : throw settings.NotAllowed("data.url", "an address that starts with http:// or https://"),
        };
    }

    private static ImageData Synthetic(Settings settings) => new SyntheticImages
    {
        Shape = new ImageShape(1, 28, 28),
        Train = settings.Whole("data.synthetic-train", 100, 1_000_000),
        Test = settings.Whole("data.synthetic-test", 100, 1_000_000),
    }.Generate(settings.Seed("seed"));
}
