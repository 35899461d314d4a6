using FedPrune.Actors.Server;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Cost;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Tests;

/// <summary>A federation so small that a round takes a millisecond: 8 devices, 4 a round, a network of 163 parameters.</summary>
internal static class Tiny
{
    public const int Devices = 8, Cohort = 4, Rounds = 4, TestImages = 50;

    public const ulong Seed = 3;

    public static Network Network { get; } =
        new("tiny", new ImageShape(1, 4, 4), [new Flatten(), new Linear(8), new ReLU(), new Linear(3)]);

    /// <summary>Everybody computes and sends alike.</summary>
    public static DeviceProfile Median { get; } = new(DownBitsPerSecond: 8000, UpBitsPerSecond: 4000, LatencySeconds: 0.25, FlopsPerSecond: 1e6);

    public static Experiment Experiment { get; } = new()
    {
        Algorithm = AlgorithmCatalogue.FedPrune(0.5, Rounds),
        Network = Network,
        Training = new LocalTraining(Epochs: 2, BatchSize: 5, LearningRate: 0.1f),
        Rounds = Rounds,
        Devices = Devices,
        Cohort = Cohort,
        Seed = Seed,
        Population = new DevicePopulation(Median, 0, 0),
    };

    public static FederatedData Data { get; } = Federated(Network.Input, classes: 3, train: 120, TestImages);

    public static FederatedData Federated(ImageShape shape, int classes, int train, int test)
    {
        var images = new SyntheticImages { Shape = shape, Classes = classes, Train = train, Test = test, Shift = 1 }.Generate(Seed);
        var plan = new PartitionPlan { Scheme = new Dirichlet(0.5), Devices = Devices, MinimumSamples = 3 };
        var partition = plan.Build(images.Train.Labels, classes, Seed);
        return new FederatedData(images, partition, images.Train.Labels.ToArray());
    }

    /// <summary>The order of an experiment's first round to some devices.</summary>
    public static RoundOrder Order(Experiment experiment, params ReadOnlySpan<int> devices)
    {
        var model = GlobalModel.Initial(experiment.Algorithm, experiment.Network.Layout, experiment.Seed);
        var pruned = RoundPlan.PrunedTopology(experiment.Algorithm, experiment.Network.Layout, model.Weights.Span, experiment.Seed);
        var plan = RoundPlan.For(experiment.Algorithm, model, pruned, experiment.Seed, round: 0);
        Assignment[] assignments = new Assignment[devices.Length];
        for (int i = 0; i < devices.Length; i++)
            assignments[i] = new Assignment(devices[i], BytesDown: 1000);
        return new RoundOrder(plan, plan.Values, BytesUp: 500, FlopsPerSample: 100, experiment.Deadline, [.. assignments]);
    }

    /// <summary>A device's answer in time, all of whose values are the same.</summary>
    public static TrainResult Answer(RoundOrder order, int device, float value = 0.01f, double seconds = 1)
    {
        var values = new float[order.Plan.Sent.Count];
        values.AsSpan().Fill(value);
        var update = new Update(device, Samples: 10 + device, order.Plan.Sent, values);
        return new TrainResult(order.Round, update, Loss: 0.5, Cost(order, seconds));
    }

    /// <summary>A cost that takes some seconds altogether.</summary>
    public static DeviceCost Cost(RoundOrder order, double seconds) => new(1000, order.BytesUp, 5, new DeviceTimes(0, seconds, 0));

    /// <summary>The state before the first round, all of whose weights are the same.</summary>
    public static ServerState StateOf(Experiment experiment, float weight)
    {
        var state = ServerState.Initial(experiment);
        var weights = new float[experiment.Network.Layout.Count];
        weights.AsSpan().Fill(weight);
        return state with { Model = state.Model with { Weights = weights } };
    }
}
