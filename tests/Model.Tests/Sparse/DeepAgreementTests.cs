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
    public void Forty_steps_of_vgg11_end_with_the_same_loss(double sparsity) =>
        FortyStepsAgree("vgg11", side: 8, batch: 3, learningRate: 0.01f, sparsity);

    // At larger rates even libtorch ends elsewhere if its weights begin one last bit off (fedprune bench agreement).
    [TorchTheory]
    [MemberData(nameof(Sparsities))]
    public void Forty_steps_of_resnet18_end_with_the_same_loss(double sparsity) =>
        FortyStepsAgree("resnet18", side: 12, batch: 2, learningRate: sparsity < 0.8 ? 0.00001f : 0.0001f, sparsity);

    private static void FortyStepsAgree(string name, int side, int batch, float learningRate, double sparsity)
    {
        var data = new SyntheticImages { Shape = new(3, side, side), Train = 40 * batch, Test = 2, Noise = 20 }.Generate(1);
        var network = NetworkCatalogue.Create(name, data.Train.Shape, 10);
        var job = Jobs.Of(network, data, new(Epochs: 1, batch, learningRate, Momentum: 0.5f), 40 * batch, 1 - sparsity);
        using TorchEngine torch = new(network, data);
        using SparseEngine sparse = new(network, data, new PlanCache());
        var (expected, actual) = (torch.Train(job), sparse.Train(job));
        Assert.Equal(expected.Loss, actual.Loss, tolerance: 1e-5 * expected.Loss);
    }
}
