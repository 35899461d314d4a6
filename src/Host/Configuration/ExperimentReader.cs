using FedPrune.Actors;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Cost;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Sparse;
using FedPrune.Model.Training;
using FedPrune.Model.Wire;

namespace FedPrune.Host.Configuration;

/// <summary>From settings to the typed options that actors get.</summary>
internal static class ExperimentReader
{
    public static Experiment Experiment(Settings settings, ImageShape images, int classes)
    {
        var devices = settings.Whole("devices", 1, 10_000_000);
        var rounds = settings.Whole("rounds", 1, 1_000_000);
        settings.Choice("clock", ("virtual", true), ("real", true));
        settings.Positive("speed-up");
        Engine(settings);
        PolicyReader.Closed(settings);
        PolicyReader.Fleet(settings);
        PolicyReader.Health(settings);
        var algorithm = AlgorithmReader.Chosen(settings, rounds, devices);
        return new Experiment
        {
            Algorithm = algorithm,
            Network = Network(settings, images, classes),
            Training = Training(settings, algorithm),
            Rounds = rounds,
            Devices = devices,
            Cohort = settings.Whole("cohort", 1, devices),
            Seed = settings.Seed("seed"),
            Download = settings.Choice("wire.download", ("fp32", ValueFormat.Fp32), ("fp16", ValueFormat.Fp16)),
            Upload = Upload(settings, algorithm),
            Deadline = settings.Text("round.deadline") == "off"
                ? double.PositiveInfinity
                : settings.Duration("round.deadline").TotalSeconds,
            Quorum = settings.Number("round.quorum", 0, 1),
            Population = Population(settings),
            Policy = PolicyReader.Policy(settings),
            NormBound = settings.Positive("round.norm-bound"),
            Faults = PolicyReader.Faults(settings),
        };
    }

    public static PartitionPlan Partition(Settings settings) => new()
    {
        Scheme = settings.Choice<Func<PartitionScheme>>(
            "partition.scheme",
            ("iid", () => new Iid()),
            ("dirichlet", () => new Dirichlet(settings.Positive("partition.alpha"))),
            ("shards", () => new Shards(settings.Whole("partition.classes-per-device", 1))),
            ("quantity", () => new QuantitySkew(settings.Positive("partition.alpha"))))(),
        Devices = settings.Whole("devices", 1, 10_000_000),
        SamplesPerDevice = settings.Whole("partition.samples-per-device", 0),
        MinimumSamples = settings.Whole("partition.minimum-samples", 1),
    };

    public static LabelNoise Noise(Settings settings)
    {
        var lowest = settings.Number("noise.lowest", 0, 1);
        return new LabelNoise
        {
            Kind = settings.Choice(
                "noise.kind", ("none", NoiseKind.None), ("symmetric", NoiseKind.Symmetric), ("pair", NoiseKind.PairFlip)),
            Fraction = settings.Number("noise.devices", 0, 1),
            LowestRate = lowest,
            HighestRate = settings.Number("noise.highest", lowest, 1),
        };
    }

    /// <summary>How many models train at the same time.</summary>
    public static int Slots(Settings settings) =>
        settings.Text("compute.slots") == "auto" ? Environment.ProcessorCount : settings.Whole("compute.slots", 1, 1024);

    /// <summary>What trains and evaluates.</summary>
    public static EngineKind Engine(Settings settings) => settings.Choice(
        "training.engine", ("auto", EngineKind.Auto), ("torch", EngineKind.Torch), ("sparse", EngineKind.Sparse));

    private static ValueFormat Upload(Settings settings, FederatedAlgorithm algorithm)
    {
        var configured = settings.Choice(
            "wire.upload", ("fp32", ValueFormat.Fp32), ("fp16", ValueFormat.Fp16), ("int8", ValueFormat.Int8));
        return algorithm.Upload ?? configured;
    }

    private static LocalTraining Training(Settings settings, FederatedAlgorithm algorithm) => algorithm.Applied(new LocalTraining(
        settings.Whole("training.epochs", 1, 10_000),
        settings.Whole("training.batch-size", 1, 100_000),
        (float)settings.Positive("training.learning-rate"),
        (float)settings.NumberBelow("training.momentum", 0, 1),
        (float)settings.Number("training.weight-decay", 0),
        ClipNorm: (float)settings.Number("training.clip-norm", 0)));

    private static Network Network(Settings settings, ImageShape images, int classes)
    {
        try
        {
            return NetworkCatalogue.Create(settings.Text("network"), images, classes);
        }
        catch (ArgumentException e)
        {
            throw UserException.Usage($"fedprune.network = {settings.Text("network")}: {e.Message}");
        }
    }

    private static DevicePopulation Population(Settings settings) => new(
        new DeviceProfile(
            1e6 * settings.Positive("device.down-mbit"),
            1e6 * settings.Positive("device.up-mbit"),
            settings.Duration("device.latency").TotalSeconds,
            1e9 * settings.Positive("device.gflops")),
        settings.Number("device.bandwidth-spread", 0),
        settings.Number("device.compute-spread", 0))
    {
        Mix = PolicyReader.Mix(settings),
    };
}
