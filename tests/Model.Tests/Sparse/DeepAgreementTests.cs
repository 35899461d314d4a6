using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Sparse;
using FedPrune.Model.Tests.Training;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Sparse;

/// <summary>As <see cref="LibtorchAgreementTests"/>, for the deep networks; a class of their own, since they take the longest.</summary>
public sealed class DeepAgreementTests
{
    public static TheoryData<double> Sparsities { get; } = [0, 0.5, 0.8, 0.9, 0.95, 0.98];

    [TorchTheory]
    [MemberData(nameof(Sparsities))]
    public void Forty_steps_of_vgg11_end_with_the_same_loss(double sparsity)
    {
        var data = new SyntheticImages { Shape = new(3, 8, 8), Train = 40 * 3, Test = 2, Noise = 20 }.Generate(1);
        var network = NetworkCatalogue.Create("vgg11", data.Train.Shape, 10);
        var job = Jobs.Of(network, data, new(Epochs: 1, BatchSize: 3, LearningRate: 0.0005f, Momentum: 0.5f), 40 * 3, 1 - sparsity);
        using TorchEngine torch = new(network, data);
        using SparseEngine sparse = new(network, data, new PlanCache());
        var (expected, actual) = (torch.Train(job), sparse.Train(job));
        Assert.Equal(expected.Loss, actual.Loss, tolerance: 1e-5 * expected.Loss);
    }

    // At larger rates even libtorch ends elsewhere if its weights begin one last bit off (fedprune bench agreement).
    [TorchTheory]
    [MemberData(nameof(Sparsities))]
    public void Forty_steps_of_resnet18_end_with_the_same_loss(double sparsity)
    {
        var data = new SyntheticImages { Shape = new(3, 12, 12), Train = 40 * 2, Test = 2, Noise = 20 }.Generate(1);
        var network = NetworkCatalogue.Create("resnet18", data.Train.Shape, 10);
        var job = Jobs.Of(network, data, new(Epochs: 1, BatchSize: 2, LearningRate: 0.00001f, Momentum: 0.5f), 40 * 2, 1 - sparsity);
        using TorchEngine torch = new(network, data);
        using SparseEngine sparse = new(network, data, new PlanCache());
        var (expected, actual) = (torch.Train(job), sparse.Train(job));
        Assert.Equal(expected.Loss, actual.Loss, tolerance: 1e-5 * expected.Loss);
    }
}
