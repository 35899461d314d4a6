using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Sparse;
using FedPrune.Model.Training;

namespace FedPrune.Bench;

/// <summary>
/// CPU time of a whole training step on one thread: the sparse engine on what is left of a network, against dense
/// TorchSharp. The two take turns, so that both see the machine in the same states, and the least time of each counts.
/// </summary>
internal static class TrainingSteps
{
    private const int Batch = 32;

    /// <summary>What was measured.</summary>
    /// <param name="Network">By name.</param>
    /// <param name="Sparsity">Share of the weights that is pruned, in every layer.</param>
    /// <param name="DenseMs">Least CPU time of a step of TorchSharp on the dense network.</param>
    /// <param name="SparseMs">Least CPU time of a step of the sparse engine.</param>
    /// <param name="Speedup">The one over the other.</param>
    /// <param name="ListsMs">Least CPU time of making the index lists of a new mask.</param>
    internal sealed record Result(string Network, double Sparsity, double DenseMs, double SparseMs, double Speedup, double ListsMs);

    public static Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--networks", "--sparsities", "--turns", "--densities");
        var rule = options.Text("--densities", "uniform") switch
        {
            "uniform" => DensityRule.Uniform,
            "erk" => DensityRule.Erk,
            var other => throw new UsageException($"--densities is uniform or erk, not {other}"),
        };
        double[] sparsities = [.. options.Text("--sparsities", "0,0.5,0.8,0.9,0.95,0.98").Split(',').Select(Sparsity)];
        foreach (var name in options.Text("--networks", "mlp,lenet5,cnn,vgg11,resnet18").Split(','))
            Measure(name, sparsities, rule, options.Count("--turns", 10), options.Json ? Output.Json : Print);
        return Task.CompletedTask;
    }

    private static void Measure(string name, double[] sparsities, DensityRule rule, int turns, Action<Result> report)
    {
        var shape = name is "vgg11" or "resnet18" ? new ImageShape(3, 32, 32) : new ImageShape(1, 28, 28);
        var images = new SyntheticImages { Shape = shape, Train = 24 * Batch, Test = 10 }.Generate(1);
        var network = NetworkCatalogue.Create(name, shape, images.Train.Classes);
        var steps = name is "vgg11" or "resnet18" ? 1 : 24;
        using var dense = new TorchEngine(network, images);
        var full = Job(network, images, rule, 0, steps);
        SparseEngine[] engines = [.. sparsities.Select(_ => new SparseEngine(network, images, new PlanCache()))];
        TrainingJob[] jobs = [.. sparsities.Select(sparsity => Job(network, images, rule, sparsity, steps))];
        var denseMs = double.PositiveInfinity;
        double[] sparseMs = [.. sparsities.Select(_ => double.PositiveInfinity)], listsMs = [.. sparseMs];
        for (int turn = 0; turn < turns; turn++)
        {
            denseMs = Math.Min(denseMs, Milliseconds(dense, full));
            for (int i = 0; i < jobs.Length; i++)
            {
                var job = jobs[i];
                sparseMs[i] = Math.Min(sparseMs[i], Milliseconds(engines[i], job));
listsMs[i] = Math.Min(listsMs[i], ListsMilliseconds(engines[i], job));
            }
        }
        for (int i = 0; i < jobs.Length; i++)
            report(new Result(name, sparsities[i], denseMs, sparseMs[i], denseMs / sparseMs[i], listsMs[i]));
    }

    private static TrainingJob Job(Network network, ImageData images, DensityRule rule, double sparsity, int steps)
    {
        var weights = Initialisation.He(network.Layout, 1);
        var topology = sparsity == 0
            ? Topology.Dense(network.Layout)
            : TopologySearch.ByMagnitude(network.Layout, weights, LayerDensities.KeptCounts(network.Layout, rule, 1 - sparsity));
        return new TrainingJob(
            topology, topology.Gather(weights), Enumerable.Range(0, steps * Batch).ToArray(), images.Train.Labels.ToArray(),
            new LocalTraining(Epochs: 1, Batch, LearningRate: 0.01f, Momentum: 0.9f, WeightDecay: 1e-4f), Seed: 1, Round: 0, Device: 0);
    }

    private static double Milliseconds(ITrainingEngine engine, TrainingJob job)
    {
        var before = CpuClock.ThreadSeconds();
        engine.Train(job);
        return 1e3 * (CpuClock.ThreadSeconds() - before) / job.Steps;
    }

    // No steps at all, on the same mask, which is new to the engine.
    private static double ListsMilliseconds(SparseEngine engine, TrainingJob job)
    {
        var (layout, kept) = (job.Topology.Layout, job.Topology.IsDense ? [] : job.Topology.Kept.ToArray());
        var topology = job.Topology.IsDense ? Topology.Dense(layout) : Topology.Of(layout, kept);
        var before = CpuClock.ThreadSeconds();
        engine.Train(job with { Topology = topology, Samples = ReadOnlyMemory<int>.Empty });
        return 1e3 * (CpuClock.ThreadSeconds() - before);
    }

    private static double Sparsity(string text) =>
        double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) && value is >= 0 and < 1
            ? value
            : throw new UsageException($"a sparsity lies in [0, 1), not {text}");

    private static void Print(Result r) => Output.Line(
        $"{r.Network,-8} {r.Sparsity,5:P0} pruned: dense {r.DenseMs,8:F2} ms, sparse {r.SparseMs,8:F2} ms, speed-up {r.Speedup,5:F2}; lists {r.ListsMs:F2} ms");
}
