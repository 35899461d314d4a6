using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Sparse;
using FedPrune.Model.Sparse.Vectors;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Training;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Sparse;

public sealed class SparseEngineTests
{
    private static readonly LocalTraining Everything =
        new(Epochs: 3, BatchSize: 5, LearningRate: 0.05f, Momentum: 0.9f, WeightDecay: 0.01f, Proximal: 0.1f, ClipNorm: 0.5f);

    private static readonly Network Tiny = TinyNetworks.EveryLayer;
    private static readonly ImageData TinyData = new SyntheticImages { Shape = Tiny.Input, Classes = 3, Train = 90, Test = 70 }.Generate(2);

    public static TheoryData<string> Sets { get; } = [.. Enum.GetNames<InstructionSet>()];

    [Fact]
    public void The_same_job_gives_the_same_bits_whatever_was_done_before_and_whoever_does_it()
    {
        var plans = new PlanCache();
        using SparseEngine fresh = new(Tiny, TinyData, plans), used = new(Tiny, TinyData, plans);
        var job = Jobs.Of(Tiny, TinyData, Everything, 33, density: 0.4);
        used.Train(Jobs.Of(Tiny, TinyData, Everything with { LearningRate = 1e30f }, 33, density: 0.4)); // leaves no number but not-a-number
        used.Train(Jobs.Of(Tiny, TinyData, Everything with { BatchSize = 40 }, 90, density: 0.8, device: 5));
        used.Evaluate(Initialisation.He(Tiny.Layout, 9), 0, 30);
        var (expected, again) = (fresh.Train(job), used.Train(job));
        Assert.True(float.IsFinite(expected.Update.Max(Math.Abs)));
        Assert.Equal(expected.Update, again.Update);
        Assert.Equal(expected.Loss, again.Loss);
        Assert.Equal(expected.Update, used.Train(job).Update);
        used.Train(Jobs.Of(Tiny, TinyData, Everything with { LearningRate = 1e30f, BatchSize = 40 }, 80, density: 0.4)); // in every lane
        var few = Jobs.Of(Tiny, TinyData, Everything with { BatchSize = 40 }, 7, density: 0.4);
        Assert.Equal(fresh.Train(few).Update, used.Train(few).Update);
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("lenet5")]
    public void A_step_allocates_nothing(string name)
    {
        var data = new SyntheticImages { Shape = new(1, 28, 28), Train = 90, Test = 2 }.Generate(1);
        var network = NetworkCatalogue.Create(name, data.Train.Shape, 10);
        using var engine = new SparseEngine(network, data, new PlanCache());
        var job = Jobs.Of(network, data, Everything with { BatchSize = 15 }, 30, density: 0.1);
        var model = engine.Ready(job);
        // A garbage collection, whoever caused it, charges a thread with the unused rest of its allocation quantum: at most
        // once to a thread that allocates nothing.
        Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => Allocated()));

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (int step = 0; step < 4; step++)
                engine.Step(model, job, job.Samples.Span.Slice(step % 2 * 15, 15 - (step / 2 * 4)));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void What_is_pruned_stays_out_and_the_loss_falls(string set)
    {
        var data = new SyntheticImages { Train = 300, Test = 10, Noise = 20, Shift = 1 }.Generate(3);
        var network = TinyNetworks.Mlp(data.Train.Shape, 32, 10);
        using var engine = new SparseEngine(network, data, new PlanCache(), Enum.Parse<InstructionSet>(set));
        double[] losses = [.. new[] { 1, 4, 10 }.Select(epochs =>
            engine.Train(Jobs.Of(network, data, new(epochs, 20, 0.05f, 0.5f), 300, density: 0.2)).Loss)];
        Assert.True(losses[1] < 0.6 * losses[0] && losses[2] < 0.7 * losses[1], string.Join(' ', losses));
    }

    [Fact]
    public void Weights_that_are_zero_and_weights_that_are_pruned_are_evaluated_alike()
    {
        using var engine = new SparseEngine(Tiny, TinyData, new PlanCache());
        var weights = Initialisation.He(Tiny.Layout, 3);
        var whole = engine.Evaluate(weights, 0, 70);
        Assert.Equal(whole.Loss, (engine.Evaluate(weights, 0, 11) + engine.Evaluate(weights, 11, 70)).Loss, 1e-9);
        var topology = TopologySearch.ByMagnitude(Tiny.Layout, weights, LayerDensities.KeptCounts(Tiny.Layout, DensityRule.Uniform, 0.3));
        var sparse = new float[weights.Length];
        topology.Expand(topology.Gather(weights), sparse);
        float[] nearly = [.. sparse.Select(w => w == 0 ? 1e-30f : w)]; // dense, but too small to matter
        var (expected, actual) = (engine.Evaluate(nearly, 0, 70), engine.Evaluate(sparse, 0, 70));
        Assert.Equal(expected.Correct, actual.Correct);
        Assert.Equal(expected.Loss, actual.Loss, 1e-4);
        Assert.NotEqual(whole.Loss, actual.Loss, 1e-3);
    }

    [Fact]
    public void Two_threads_share_the_index_lists_of_a_topology_and_nothing_else()
    {
        var plans = new PlanCache();
        var job = Jobs.Of(Tiny, TinyData, Everything, 33, density: 0.3);
        var updates = new float[4][];
        Parallel.For(0, updates.Length, i =>
        {
            using var engine = new SparseEngine(Tiny, TinyData, plans);
            updates[i] = engine.Train(job).Update;
        });
        Assert.All(updates, update => Assert.Equal(updates[0], update));
        using var model = new SparseEngine(Tiny, TinyData, plans);
        var one = SparseModel.Create(Tiny, 5, InstructionSets.Best);
        Assert.Same(plans.For(job.Topology, one), plans.For(job.Topology, SparseModel.Create(Tiny, 5, InstructionSets.Best)));
        Assert.NotSame(plans.For(job.Topology, one), plans.For(Topology.Dense(Tiny.Layout), one));
    }
}
