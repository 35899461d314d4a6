using FedPrune.Model.Cost;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Tests.Cost;

public sealed class TrainingFlopsTests
{
    private static readonly ParameterLayout LeNet = NetworkCatalogue.Create("lenet5", new ImageShape(1, 28, 28), 10).Layout;

    // 2 FLOPs × 2 passes for biases at every place they are added.
    private const double Biases = (4 * 6 * 784) + (4 * 16 * 100) + (4 * 120) + (4 * 84) + (4 * 10);

    /// <summary>LeNet-5's multiplications by hand: 150 weights at 28·28 places, 2,400 at 10·10, then each once.</summary>
    [Fact]
    public void Dense_training_costs_three_passes_and_the_first_layer_two() =>
        Assert.Equal(
            (2 * 2 * 150 * 784) + (2 * 3 * 2_400 * 100) + (2 * 3 * (48_000 + 10_080 + 840)) + Biases,
            TrainingFlops.PerSample(Topology.Dense(LeNet)));

    [Fact]
    public void Dense_LeNet_takes_2289992_a_sample() => Assert.Equal(2_289_992, TrainingFlops.PerSample(Topology.Dense(LeNet)));

    [Fact]
    public void Pruned_weights_cost_nothing()
    {
        int[] kept = [10, 6, 100, 16, 1_000, 120, 200, 84, 7, 10];
        var topology = TopologySearch.ByMagnitude(LeNet, Initialisation.He(LeNet, 1), kept);
        Assert.Equal(
            (2 * 2 * 10 * 784) + (2 * 3 * 100 * 100) + (2 * 3 * (1_000 + 200 + 7)) + Biases,
            TrainingFlops.PerSample(topology));
    }
}
