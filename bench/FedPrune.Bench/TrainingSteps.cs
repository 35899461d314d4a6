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
    /// <param name="ListsMs">What a device takes longer to begin on a new mask than on a known one, least CPU time of each: for its index lists.</param>
    internal sealed record Result(string Network, double Sparsity, double DenseMs, double SparseMs, double Speedup, double ListsMs);

    public static Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--networks", "--sparsities", "--turns", "--densities", "--devices");
        var rule = options.Text("--densities", "uniform") switch
        {
            "uniform" => DensityRule.Uniform,
            "erk" => DensityRule.Erk,
            var other => throw new UsageException($"--densities is uniform or erk, not {other}"),
        };
        var sparsities = options.Shares("--sparsities", "0,0.5,0.8,0.9,0.95,0.98");
        var devices = options.Count("--devices", 1);
        foreach (var name in options.Networks("mlp,lenet5,cnn,vgg11,resnet18"))
        {
            var subject = Create(name);
            var turns = options.Count("--turns", subject.Turns);
            if (devices > 1)
                TrainingTogether.Measure(subject, sparsities, rule, devices, turns, options.Json);
            else
                Measure(subject, sparsities, rule, turns, options.Json ? Output.Json : Print);
        }
        return Task.CompletedTask;
    }

    /// <summary>
    /// What one network's steps are measured on, how many steps a turn has and how many turns are enough. What a device does
    /// before its first step and after its last is divided among the steps of a turn, of which real devices take more.
    /// </summary>
    internal sealed record Subject(Network Network, ImageData Images, int Steps, int Turns)
    {
        public TrainingJob Job(DensityRule rule, double sparsity) => TrainingSteps.Job(Network, Images, rule, sparsity, Steps);
    }

    private static Subject Create(string name)
    {
        var large = name is "vgg11" or "resnet18";
        var shape = large ? new ImageShape(3, 32, 32) : new ImageShape(1, 28, 28);
        var images = new SyntheticImages { Shape = shape, Train = 24 * Batch, Test = 10 }.Generate(1);
        return new Subject(NetworkCatalogue.Create(name, shape, images.Train.Classes), images, large ? 4 : 24, large ? 8 : 30);
    }

    private static void Measure(Subject subject, double[] sparsities, DensityRule rule, int turns, Action<Result> report)
    {
        var (network, images) = (subject.Network, subject.Images);
        using var dense = new TorchEngine(network, images);
        var full = subject.Job(rule, 0);
        SparseEngine[] engines = [.. sparsities.Select(_ => new SparseEngine(network, images, new PlanCache()))];
        TrainingJob[] jobs = [.. sparsities.Select(sparsity => subject.Job(rule, sparsity))];
        var denseMs = double.PositiveInfinity;
        double[] sparseMs = [.. sparsities.Select(_ => double.PositiveInfinity)], newMs = [.. sparseMs], knownMs = [.. sparseMs];
        for (int turn = 0; turn < turns; turn++)
        {
            denseMs = Math.Min(denseMs, Milliseconds(dense, full));
            for (int i = 0; i < jobs.Length; i++)
            {
                var job = jobs[i];
                sparseMs[i] = Math.Min(sparseMs[i], Milliseconds(engines[i], job));
                var (unknown, known) = BeginningMilliseconds(engines[i], job);
                (newMs[i], knownMs[i]) = (Math.Min(newMs[i], unknown), Math.Min(knownMs[i], known));
            }
        }
        for (int i = 0; i < jobs.Length; i++)
            report(new Result(network.Name, sparsities[i], denseMs, sparseMs[i], denseMs / sparseMs[i], newMs[i] - knownMs[i]));
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

    // No steps at all, on the same mask, once new to the engine and once known.
    private static (double New, double Known) BeginningMilliseconds(SparseEngine engine, TrainingJob job)
    {
        var (layout, kept) = (job.Topology.Layout, job.Topology.IsDense ? [] : job.Topology.Kept.ToArray());
        var topology = job.Topology.IsDense ? Topology.Dense(layout) : Topology.Of(layout, kept);
        var idle = job with { Topology = topology, Samples = ReadOnlyMemory<int>.Empty };
        var before = CpuClock.ThreadSeconds();
        engine.Train(idle);
        var between = CpuClock.ThreadSeconds();
        engine.Train(idle);
        return (1e3 * (between - before), 1e3 * (CpuClock.ThreadSeconds() - between));
    }

    private static void Print(Result r) => Output.Line(
        $"{r.Network,-8} {r.Sparsity,5:P0} pruned: dense {r.DenseMs,8:F2} ms, sparse {r.SparseMs,8:F2} ms, speed-up {r.Speedup,5:F2}; lists {r.ListsMs:F2} ms");
}
