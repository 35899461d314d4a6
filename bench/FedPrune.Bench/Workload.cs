using FedPrune.Actors;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Cost;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Training;

namespace FedPrune.Bench;

/// <summary>What the benchmarks train: Fashion-MNIST where it is installed, else made-up images of the same shape and number.</summary>
internal static class Workload
{
    private const ulong Seed = 1;
    private static readonly DevicePopulation Population = new(new DeviceProfile(13e6, 6e6, 0.03, 5e9), 0.9, 0.56);

    public static ImageData Images()
    {
        using var client = new HttpClient(); // never used: what is not here is not fetched
        var folder = new DataLocator(DataPlaces.OfUser(), new DataDownload(client)).Find(KnownDataSet.FashionMnist);
        return folder is not null
            ? KnownDataSet.FashionMnist.Read(folder)
            : new SyntheticImages { Shape = new ImageShape(1, 28, 28), Train = 60_000, Test = 1_000 }.Generate(Seed);
    }

    public static FederatedData Federate(ImageData images, PartitionPlan plan)
    {
        var labels = images.Train.Labels;
        return new FederatedData(images, plan.Build(labels, images.Train.Classes, Seed), labels.ToArray());
    }

    /// <summary>An experiment with the learning rate, the momentum and the devices of <c>hocon/reference.conf</c>.</summary>
    public static Experiment Experiment(
        FederatedAlgorithm algorithm, string network, ImageData images, int devices, int cohort, int rounds, int epochs) => new()
        {
            Algorithm = algorithm,
            Network = NetworkCatalogue.Create(network, images.Train.Shape, images.Train.Classes),
            Training = new LocalTraining(epochs, BatchSize: 32, LearningRate: 0.1f, Momentum: 0.5f),
            Rounds = rounds,
            Devices = devices,
            Cohort = cohort,
            Seed = Seed,
            Population = Population,
        };
}
