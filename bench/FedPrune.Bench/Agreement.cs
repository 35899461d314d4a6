using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Sparse;
using FedPrune.Model.Training;

namespace FedPrune.Bench;

/// <summary>
/// How far apart the two engines end after 40 steps from the same weights on the same batches, beside how far libtorch ends
/// from itself when every second of those weights begins one unit in its last place higher: closer than that no two engines
/// that round differently can be asked to stay.
/// </summary>
internal static class Agreement
{
    private const int Steps = 40, Batch = 4;

    /// <summary>What was measured.</summary>
    /// <param name="Network">By name.</param>
    /// <param name="Sparsity">Share of the weights that is pruned, in every layer.</param>
    /// <param name="Seed">Of the initial weights.</param>
    /// <param name="Loss">Mean loss of libtorch's steps.</param>
    /// <param name="Engines">The sparse engine's distance from it, relative.</param>
    /// <param name="Itself">The distance of libtorch from the other start, relative.</param>
    internal sealed record Result(string Network, double Sparsity, ulong Seed, double Loss, double Engines, double Itself);

    public static Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--networks", "--sparsities", "--seeds", "--learning-rate");
        var sparsities = options.Shares("--sparsities", "0,0.5,0.8,0.9,0.95,0.98");
        foreach (var name in options.Networks("mlp,lenet5,cnn,vgg11,resnet18"))
        {
            foreach (var sparsity in sparsities)
            {
                for (ulong seed = 1; seed <= (ulong)options.Count("--seeds", 3); seed++)
                {
                    var rate = options.Positive("--learning-rate", name == "resnet18" ? 0.00002 : 0.0005);
                    var result = Measure(name, sparsity, seed, (float)rate);
                    if (options.Json)
                        Output.Json(result);
                    else
                        Output.Line($"{name,-8} {sparsity,5:P0} pruned, seed {seed}: loss {result.Loss:F4}; engines {result.Engines:0.0e+0} apart, libtorch from itself {result.Itself:0.0e+0}");
                }
            }
        }
        return Task.CompletedTask;
    }

    private static Result Measure(string name, double sparsity, ulong seed, float learningRate)
    {
        var shape = name switch
        {
            "resnet18" => new ImageShape(3, 16, 16),
            "vgg11" => new ImageShape(3, 8, 8),
            _ => new ImageShape(1, 28, 28),
        };
        var images = new SyntheticImages { Shape = shape, Train = Steps * Batch, Test = 2, Noise = 20 }.Generate(1);
        var network = NetworkCatalogue.Create(name, shape, images.Train.Classes);
        var weights = Initialisation.He(network.Layout, seed);
        var topology = TopologySearch.ByMagnitude(
            network.Layout, weights, LayerDensities.KeptCounts(network.Layout, DensityRule.Uniform, 1 - sparsity));
        var job = new TrainingJob(
            topology, topology.Gather(weights), Enumerable.Range(0, Steps * Batch).ToArray(), images.Train.Labels.ToArray(),
            new LocalTraining(Epochs: 1, Batch, LearningRate: learningRate, Momentum: 0.5f), seed, Round: 0, Device: 0);
        var other = topology.Gather(weights);
        for (int k = 0; k < other.Length; k += 2)
            other[k] = MathF.BitIncrement(other[k]);
        using TorchEngine torch = new(network, images);
        using SparseEngine sparse = new(network, images, new PlanCache());
        double loss = torch.Train(job).Loss, moved = torch.Train(job with { Start = other }).Loss;
        return new Result(name, sparsity, seed, loss, Math.Abs(sparse.Train(job).Loss - loss) / loss, Math.Abs(moved - loss) / loss);
    }
}
