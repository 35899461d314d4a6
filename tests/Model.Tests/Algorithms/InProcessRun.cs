using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tailoring;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Algorithms;

/// <summary>Rounds in a plain loop: every device takes part in each.</summary>
internal sealed class InProcessRun : IDisposable
{
    public const ulong Seed = 5;

    private readonly TorchEngine _engine;

    /// <summary>Devices with the first samples, the next, and so on.</summary>
    /// <param name="devices">How many samples each of them has.</param>
    /// <param name="noisy">How many of the first devices see wrong labels throughout.</param>
    public InProcessRun(int[] devices, int noisy = 0)
    {
        Data = new SyntheticImages { Train = devices.Sum(), Test = 400, Noise = 30, Shift = 1 }.Generate(1);
        Network = TinyNetworks.Mlp(Data.Train.Shape, 40, 10);
        var first = 0;
        Samples = [.. devices.Select(n => Enumerable.Range((first += n) - n, n).ToArray())];
        var wrong = devices.Take(noisy).Sum();
        Labels = [.. Data.Train.Labels.ToArray().Select((label, i) => (byte)(i < wrong ? (label + 1 + (i * 7 % 9)) % 10 : label))];
        _engine = new TorchEngine(Network, Data);
    }

    public ImageData Data { get; }

    public Network Network { get; }

    public int[][] Samples { get; }

    public byte[] Labels { get; }

    public LocalTraining Settings { get; init; } = new(Epochs: 4, BatchSize: 16, LearningRate: 0.1f, Momentum: 0.5f);

    /// <summary>Trains for some rounds; the last one's model.</summary>
    public GlobalModel Run(FederatedAlgorithm algorithm, int rounds, Action<RoundPlan, Update[], Weighing>? after = null)
    {
        var model = GlobalModel.Initial(algorithm, Network.Layout, Seed);
        var memories = new ReadOnlyMemory<float>[Samples.Length];
        for (int round = 0; round < rounds; round++)
        {
            var pruned = RoundPlan.PrunedTopology(algorithm, Network.Layout, model, Seed);
            var plan = RoundPlan.For(algorithm, model, pruned, Seed, round);
            var shares = algorithm.Tailoring?.Shares(new TailoringRound(algorithm, model, plan, rounds, new Weightless()));
            Update[] updates = [.. Samples.Select((_, d) => Updated(algorithm, model, plan, shares?.Invoke(d), memories, d))];
            var weighing = Weighing.Of(algorithm, updates, model.Reputations, round, rounds);
            model = NextModel.After(algorithm, model, plan, updates, weighing);
            after?.Invoke(plan, updates, weighing);
        }
        return model;
    }

    /// <summary>One device's update, compact.</summary>
    public float[] Train(Topology topology, ReadOnlyMemory<float> start, FederatedAlgorithm algorithm, int round, int device) =>
        _engine.Train(Job(algorithm, topology, start, round, device)).Update;

    private Update Updated(
        FederatedAlgorithm algorithm, GlobalModel model, RoundPlan plan, Share? share, ReadOnlyMemory<float>[] memories, int device)
    {
        var (topology, work) = (share?.Topology ?? plan.Sent, share?.Work ?? plan.Work);
        var job = Job(algorithm, topology, topology.Gather(model.Weights.Span), plan.Round, device) with { Memory = memories[device], Work = work };
        var outcome = work.Run(_engine, job);
        memories[device] = outcome.Memory;
        return new Update(device, Samples[device].Length, outcome.Topology ?? topology, outcome.Update)
        {
            Loss = outcome.Loss, Seconds = 1 + device, Report = outcome.Report, Suspected = work.Suspects,
        };
    }

    private TrainingJob Job(FederatedAlgorithm algorithm, Topology topology, ReadOnlyMemory<float> start, int round, int device) =>
        new(topology, start, Samples[device], Labels, algorithm.Applied(Settings), Seed, round, device);

    public double Accuracy(ReadOnlyMemory<float> weights) => _engine.Evaluate(weights, 0, Data.Test.Count).Accuracy;

    /// <summary>Accuracy of W⊙M.</summary>
    public double PrunedAccuracy(FederatedAlgorithm algorithm, GlobalModel model)
    {
        var sparse = model.Weights.ToArray();
        Aggregator.Recover(sparse, RoundPlan.PrunedTopology(algorithm, Network.Layout, model, Seed), 0);
        return Accuracy(sparse);
    }

    public void Dispose() => _engine.Dispose();

    /// <summary>A second for each kept weight, and no deadline.</summary>
    private sealed class Weightless : IRoundCosts
    {
        public double Deadline => double.PositiveInfinity;

        public double Seconds(int device, Topology topology) => topology.Count;
    }
}
