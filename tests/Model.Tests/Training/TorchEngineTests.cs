using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Training;

public sealed class TorchEngineTests
{
    private const int Hidden = 9;
    private static readonly ImageData Data = new SyntheticImages { Shape = new(2, 4, 4), Classes = 3, Train = 90, Test = 30 }.Generate(1);
    private static readonly Network Mlp = TinyNetworks.Mlp(Data.Train.Shape, Hidden, 3);
    private static readonly LocalTraining Everything =
        new(Epochs: 3, BatchSize: 5, LearningRate: 0.05f, Momentum: 0.9f, WeightDecay: 0.01f, Proximal: 0.1f);

    [TorchTheory]
    [InlineData(1, 23)] // five batches, the last of three
    [InlineData(0.3, 23)]
    [InlineData(0.3, 20)]
    [InlineData(0.05, 4)] // less than a batch
    public void Trains_as_plain_loops_do(double density, int samples)
    {
        using var engine = new TorchEngine(Mlp, Data);
        var job = Jobs.Of(Mlp, Data, Everything, samples, density);
        var (update, loss) = new PlainMlp(Data, Hidden).Train(job);
        var outcome = engine.Train(job);
        Assert.Equal(job.Topology.Count, outcome.Update.Length);
        Assert.Equal(loss, outcome.Loss, tolerance: 1e-5);
        var dense = new float[Mlp.Layout.Count]; // pruned weights did not move in the plain loops: nor here, or the kept would differ
        job.Topology.Expand(outcome.Update, dense);
        Assert.All(update.Zip(dense), pair => Assert.Equal(pair.First, pair.Second, tolerance: 2e-5));
        Assert.True(outcome.Update.Max(Math.Abs) > 0.02);
    }

    [TorchFact]
    public void Trains_on_the_labels_the_device_sees()
    {
        using var engine = new TorchEngine(Mlp, Data);
        var job = Jobs.Of(Mlp, Data, Everything, 20);
        var wrong = job with { Labels = job.Labels.ToArray().Select(label => (byte)((label + 1) % 3)).ToArray() };
        var (update, loss) = new PlainMlp(Data, Hidden).Train(wrong);
        var outcome = engine.Train(wrong);
        Assert.Equal(loss, outcome.Loss, tolerance: 1e-5);
        Assert.All(update.Zip(outcome.Update), pair => Assert.Equal(pair.First, pair.Second, tolerance: 2e-5));
        Assert.NotEqual(engine.Train(job).Update, outcome.Update);
    }

    [TorchFact]
    public void The_same_job_gives_the_same_bits_whatever_was_done_before()
    {
        var network = TinyNetworks.EveryLayer;
        var data = new SyntheticImages { Shape = network.Input, Classes = 3, Train = 90, Test = 30 }.Generate(2);
        using TorchEngine fresh = new(network, data), used = new(network, data);
        var job = Jobs.Of(network, data, Everything, 33, density: 0.4);
        used.Train(Jobs.Of(network, data, Everything with { BatchSize = 400 }, 90, density: 0.8, device: 5)); // more than it had room for
        used.Evaluate(Initialisation.He(network.Layout, 9), 0, 30);
        var (expected, again) = (fresh.Train(job), used.Train(job));
        Assert.Equal(expected.Update, again.Update);
        Assert.Equal(expected.Loss, again.Loss);
        Assert.Equal(expected.Update, used.Train(job).Update);
    }

    [TorchFact]
    public void Without_a_learning_rate_nothing_moves()
    {
        using var engine = new TorchEngine(Mlp, Data);
        var outcome = engine.Train(Jobs.Of(Mlp, Data, Everything with { LearningRate = 0 }, 20, density: 0.5));
        Assert.All(outcome.Update, u => Assert.Equal(0, u));
        Assert.InRange(outcome.Loss, 0.5, 5);
    }

    [TorchTheory]
    [InlineData(1)]
    [InlineData(0.2)]
    public void The_loss_falls(double density)
    {
        var data = new SyntheticImages { Train = 300, Test = 10, Noise = 20, Shift = 1 }.Generate(3);
        var network = TinyNetworks.Mlp(data.Train.Shape, 32, 10);
        using var engine = new TorchEngine(network, data);
        double[] losses = [.. new[] { 1, 4, 10 }.Select(epochs =>
            engine.Train(Jobs.Of(network, data, new(epochs, 20, 0.05f, 0.5f), 300, density)).Loss)];
        Assert.True(losses[1] < 0.6 * losses[0] && losses[2] < 0.7 * losses[1], string.Join(' ', losses));
    }
}
