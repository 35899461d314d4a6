using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Sparse;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Training;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Sparse;

/// <summary>The sparse engine against libtorch, from the same weights, on the same batches.</summary>
public sealed class LibtorchAgreementTests
{
    private static readonly LocalTraining Everything =
        new(Epochs: 3, BatchSize: 5, LearningRate: 0.05f, Momentum: 0.9f, WeightDecay: 0.01f, Proximal: 0.1f);

    public static TheoryData<string, double> Runs
    {
        get
        {
            var runs = new TheoryData<string, double>();
            foreach (var network in (string[])["mlp", "lenet5", "cnn", "cnn14"])
            {
                foreach (var sparsity in (double[])[0, 0.5, 0.8, 0.9, 0.95, 0.98])
                    runs.Add(network, sparsity);
            }
            return runs;
        }
    }

    [TorchTheory]
    [MemberData(nameof(Runs))]
    public void Forty_steps_end_with_the_same_loss(string name, double sparsity)
    {
        var data = new SyntheticImages { Shape = new(1, 28, 28), Train = 40 * 7, Test = 2, Noise = 20, Shift = 1 }.Generate(1);
        var network = NetworkCatalogue.Create(name, data.Train.Shape, 10);
        var job = Jobs.Of(network, data, new(Epochs: 1, BatchSize: 7, LearningRate: 0.02f, Momentum: 0.5f), 40 * 7, 1 - sparsity);
        using TorchEngine torch = new(network, data);
        using SparseEngine sparse = new(network, data, new PlanCache());
        var (expected, actual) = (torch.Train(job), sparse.Train(job));
        Assert.Equal(expected.Loss, actual.Loss, tolerance: 1e-5 * Math.Max(1, expected.Loss));
    }

    [TorchTheory]
    [InlineData("lenet5", 0.1, 1e-5)]
    [InlineData("cnn", 0.1, 1e-5)]
    [InlineData("cnn14", 0.5, 1e-5)]
    [InlineData("vgg11", 0.05, 5e-5)] // rounding adds up over the layers of a deep network
    [InlineData("resnet18", 0.05, 1e-4)]
    public void Every_layer_has_the_same_gradient(string name, double density, double tolerance)
    {
        var data = new SyntheticImages { Shape = new(3, 32, 32), Train = 10, Test = 12 }.Generate(1);
        var network = NetworkCatalogue.Create(name, data.Train.Shape, 10);
        var job = Jobs.Of(network, data, new(Epochs: 1, BatchSize: 10, LearningRate: 1), 10, density);
        using TorchEngine torch = new(network, data);
        using SparseEngine sparse = new(network, data, new PlanCache());
        var (expected, actual) = (torch.Train(job), sparse.Train(job));
        Assert.Equal(expected.Loss, actual.Loss, tolerance: 1e-5 * expected.Loss);
        foreach (var (index, block) in network.Layout.Blocks.Index())
        {
            var range = job.Topology.CompactRange(index);
            Assert.True(Distance(expected.Update[range], actual.Update[range]) < tolerance, $"{block.Name}: {Distance(expected.Update[range], actual.Update[range])}");
        }
        var weights = Initialisation.He(network.Layout, 4);
        var (torchTest, sparseTest) = (torch.Evaluate(weights, 0, 12), sparse.Evaluate(weights, 0, 12));
        Assert.Equal(torchTest.Correct, sparseTest.Correct);
        Assert.Equal(torchTest.Loss, sparseTest.Loss, tolerance: 1e-4 * torchTest.Loss);
    }

    [TorchTheory]
    [InlineData(1, 0)]
    [InlineData(0.4, 0.3)]
    [InlineData(0.1, 0.05)]
    public void Momentum_decay_the_proximal_term_and_clipping_are_the_same(double density, double clip)
    {
        var network = TinyNetworks.EveryLayer;
        var data = new SyntheticImages { Shape = network.Input, Classes = 3, Train = 90, Test = 30 }.Generate(2);
        var job = Jobs.Of(network, data, Everything with { ClipNorm = (float)clip }, 33, density);
        using TorchEngine torch = new(network, data);
        using SparseEngine sparse = new(network, data, new PlanCache());
        var (expected, actual) = (torch.Train(job), sparse.Train(job));
        Assert.Equal(expected.Loss, actual.Loss, tolerance: 1e-4);
        Assert.InRange(Distance(expected.Update, actual.Update), 0, 1e-3);
        Assert.InRange(Distance(expected.Update, torch.Train(job with { Settings = Everything with { ClipNorm = 0.01f } }).Update), 0.05, 1);
    }

    // ‖a − b‖/‖a‖
    private static double Distance(float[] a, float[] b) => Math.Sqrt(
        a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Sum() / Math.Max(1e-30, a.Sum(x => (double)x * x)));
}
