using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Training;

/// <summary>Jobs on made-up images.</summary>
internal static class Jobs
{
    public static LocalTraining Plain { get; } = new(Epochs: 1, BatchSize: 10, LearningRate: 0.1f);

    /// <summary>Trains the initial weights, as far as the topology keeps them, on the first images.</summary>
    public static TrainingJob Of(Network network, ImageData data, LocalTraining settings, int samples, double density = 1, int device = 0)
    {
        var weights = Initialisation.He(network.Layout, 3);
        var kept = LayerDensities.KeptCounts(network.Layout, DensityRule.Uniform, density);
        var topology = TopologySearch.ByMagnitude(network.Layout, weights, kept);
        return new TrainingJob(
            topology, topology.Gather(weights), Enumerable.Range(0, samples).ToArray(), data.Train.Labels.ToArray(), settings, 1, 2, device);
    }
}
