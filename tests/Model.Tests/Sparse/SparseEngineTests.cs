using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Sparse;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Training;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Sparse;

public sealed class SparseEngineTests
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
    public void Forty_steps_end_with_the_same_loss_as_on_libtorch(string name, double sparsity)
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
    [InlineData(1)]
    [InlineData(0.4)]
    [InlineData(0.1)]
    public void Momentum_decay_and_the_proximal_term_are_those_of_libtorch(double density)
    {
        var network = TinyNetworks.EveryLayer;
        var data = new SyntheticImages { Shape = network.Input, Classes = 3, Train = 90, Test = 30 }.Generate(2);
        var job = Jobs.Of(network, data, Everything, 33, density);
        using TorchEngine torch = new(network, data);
        using SparseEngine sparse = new(network, data, new PlanCache());
        var (expected, actual) = (torch.Train(job), sparse.Train(job));
        Assert.Equal(expected.Loss, actual.Loss, tolerance: 1e-4);
        var largest = expected.Update.Max(Math.Abs);
        Assert.All(expected.Update.Zip(actual.Update), pair => Assert.Equal(pair.First, pair.Second, 1e-3f * largest));
    }
}
