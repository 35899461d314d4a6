using FedPrune.Model.Cost;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Wire;
using FedPrune.Model.Training;
using FedPrune.Model.Works;

namespace FedPrune.Model.Tests.Works;

public sealed class DeviceWorkTests
{
    private static readonly ParameterLayout Layout = TinyNetworks.EveryLayer.Layout;

    [Fact]
    public void What_is_not_sent_is_owed_and_nothing_is_lost()
    {
        var work = new SendingLargest(0.1);
        var dense = Topology.Dense(Layout);
        double[] trained = new double[Layout.Count], arrived = new double[Layout.Count];
        var job = Job(dense);
        var memory = ReadOnlyMemory<float>.Empty;
        for (int round = 0; round < 5; round++)
        {
            var engine = new Scripted(round);
            var outcome = work.Run(engine, job with { Memory = memory });
            memory = outcome.Memory;
            Add(trained, dense, engine.Update);
            Add(arrived, outcome.Topology!, outcome.Update);
            // One more where a layer would get none.
            Assert.InRange(outcome.Topology!.Count - (Layout.Count - Prunable()), (int)(0.1 * Prunable()), (int)(0.1 * Prunable()) + 2);
            var sent = outcome.Update.Where((_, k) => IsPrunable(outcome.Topology.Kept[k])).Select(Math.Abs).Order().ElementAt(2);
            Assert.True(sent >= memory.ToArray().Max(Math.Abs));
        }
        for (int j = 0; j < trained.Length; j++)
            Assert.Equal(trained[j], arrived[j] + memory.Span[j], tolerance: 1e-5);
    }

    [Fact]
    public void A_moved_mask_keeps_its_counts_and_grows_along_the_gradient_from_zero()
    {
        var random = Topologies.Stream(1);
        var topology = Topologies.Uniform(Layout, 0.4, random);
        var job = Job(topology);
        var engine = new Scripted(1);
        var outcome = new MovingMask(0.25).Run(engine, job);
        var moved = outcome.Topology!;
        Assert.Equal(2, engine.Jobs.Count);
        Assert.Equal((job.Settings.Epochs - 1, 1, job.Settings.Epochs - 1), (engine.Jobs[0].Settings.Epochs, engine.Jobs[1].Settings.Epochs, engine.Jobs[1].FirstEpoch));
        Assert.All(Enumerable.Range(0, Layout.Blocks.Length), b => Assert.Equal(topology.KeptIn(b), moved.KeptIn(b)));
        Assert.InRange(moved.CommonWith(topology), topology.Count - (int)(0.25 * topology.Count), topology.Count - 1);

        // w = W + u must be what the second part ended with, and what was grown must have started it at 0.
        float[] received = new float[Layout.Count], ended = new float[Layout.Count];
        topology.Expand(job.Start.Span, received);
        moved.Expand(engine.Jobs[1].Start.Span, ended);
        Assert.All(moved.Kept.ToArray().Except(topology.Kept.ToArray()), j => Assert.Equal(0, ended[j]));
        for (int k = 0; k < moved.Count; k++)
            Assert.Equal(engine.Jobs[1].Start.Span[k] + engine.Last[k] - received[moved.Kept[k]], outcome.Update[k], tolerance: 1e-6);
    }

    [Fact]
    public void Pruning_afterwards_sends_the_largest_weights_as_changes()
    {
        var topology = Topologies.Uniform(Layout, 0.8, Topologies.Stream(2));
        var job = Job(topology);
        var engine = new Scripted(3);
        var outcome = new PruningAfterwards(0.2).Run(engine, job);
        float[] weights = new float[Layout.Count], change = new float[Layout.Count];
        topology.Expand(job.Start.Span, weights);
        topology.Expand(engine.Update, change);
        float[] now = [.. weights.Zip(change, (w, u) => w + u)];
        Assert.Equal((int)(0.2 * Prunable()), outcome.Topology!.Count - (Layout.Count - Prunable()));
        var least = outcome.Topology.Kept.ToArray().Where(IsPrunable).Min(j => Math.Abs(now[j]));
        Assert.All(Enumerable.Range(0, now.Length).Where(IsPrunable).Except(outcome.Topology.Kept.ToArray()), j => Assert.True(Math.Abs(now[j]) <= least));
        Assert.Equal(outcome.Topology.Gather(change), outcome.Update);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Growth_reports_the_largest_gradients_outside_the_mask(bool withValues)
    {
        var topology = Topologies.Uniform(Layout, 0.4, Topologies.Stream(1));
        int[] counts = [.. Layout.Blocks.Select(block => block.Prunable ? 2 : 0)];
        var engine = new Scripted(1);
        var report = new ReportingGrowth([.. counts], withValues).Run(engine, Job(topology)).Report!;
        Assert.Equal(counts.Sum(), report.Where!.Count);
        Assert.Equal(0, report.Where.CommonWith(topology));
        Assert.Equal(withValues ? report.Where.Gather(engine.Gradient) : [], report.Values.ToArray());
    }

    [Fact]
    public void A_dense_gradient_costs_what_only_its_weights_gradient_adds()
    {
        var topology = Topologies.Uniform(Layout, 0.4, Topologies.Stream(1));
        var job = Job(topology);
        var (sparse, dense) = (TrainingFlops.WeightGradient(topology), TrainingFlops.WeightGradient(Topology.Dense(Layout)));
        Assert.Equal(TrainingFlops.PerSample(topology) - sparse + dense, TrainingFlops.DenseGradient(topology));
        Assert.Equal(job.Samples.Length * job.Settings.Epochs * (dense - sparse), new SummingGradients().ExtraFlops(job));
        Assert.Equal(5 * TrainingFlops.DenseGradient(topology), new MovingMask(0.1).ExtraFlops(job));
        Assert.Equal(0, DeviceWork.Training.ExtraFlops(job));
    }

    private static TrainingJob Job(Topology topology) => new(
        topology, topology.Gather(Initialisation.He(Layout, 1)), Enumerable.Range(0, 12).ToArray(), new byte[12],
        new LocalTraining(Epochs: 3, BatchSize: 5, LearningRate: 0.1f), 1, 2, 0);

    private static int Prunable() => Layout.Blocks.Where(block => block.Prunable).Sum(block => block.Count);

    private static bool IsPrunable(int index) => Layout.Blocks.First(block => index < block.End).Prunable;

    private static void Add(double[] sum, Topology topology, float[] values) => topology.AccumulateInto(sum, values, 1);

    /// <summary>An engine whose updates and gradients are drawn.</summary>
    private sealed class Scripted(int number) : ITrainingEngine
    {
        private readonly RandomStream _random = Topologies.Stream(100 + number);

        public List<TrainingJob> Jobs { get; } = [];

        /// <summary>The first job's update.</summary>
        public float[] Update { get; private set; } = [];

        public float[] Last { get; private set; } = [];

        public float[] Gradient { get; private set; } = [];

        public TrainingOutcome Train(TrainingJob job)
        {
            Jobs.Add(job);
            Last = Topologies.Values(job.Topology, _random);
            if (Jobs.Count == 1)
                Update = Last;
            Gradient = Topologies.Values(Topology.Dense(job.Topology.Layout), _random);
            return new TrainingOutcome([.. Last], 1) { Gradient = Gradient };
        }

        public Evaluation Evaluate(ReadOnlyMemory<float> weights, int from, int to) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
