using System.Diagnostics;
using FedPrune.Model.Pruning;
using FedPrune.Model.Sparse;
using FedPrune.Model.Training;

namespace FedPrune.Bench;

/// <summary>
/// Training steps a second of several devices at once, each on a thread of its own as on compute slots, over those of one
/// device alone. Each turn takes first every device alone and then all of them, so that both see the machine in the same state;
/// the median of the turns counts.
/// </summary>
internal static class TrainingTogether
{
    /// <summary>What was measured.</summary>
    /// <param name="Network">By name.</param>
    /// <param name="Sparsity">Share of the weights that is pruned.</param>
    /// <param name="Devices">How many train at once.</param>
    /// <param name="AloneMs">Wall time of a step of one device alone, the mean over the devices.</param>
    /// <param name="TogetherMs">Wall time in which each of the devices makes a step.</param>
    /// <param name="Scaling">Steps a second of all devices over those of one alone.</param>
    /// <param name="CpuScaling">The same by CPU time, which other processes on the machine disturb less.</param>
    internal sealed record Result(
        string Network, double Sparsity, int Devices, double AloneMs, double TogetherMs, double Scaling, double CpuScaling);

    private readonly record struct Cost(double Wall, double Cpu);

    public static void Measure(TrainingSteps.Subject subject, double[] sparsities, DensityRule rule, int devices, int turns, bool json)
    {
        foreach (var sparsity in sparsities)
        {
            var plans = new PlanCache();
            SparseEngine[] engines = [.. Enumerable.Range(0, devices).Select(_ => new SparseEngine(subject.Network, subject.Images, plans))];
            var job = subject.Job(rule, sparsity);
            var (alone, together) = (new Cost[turns], new Cost[turns]);
            for (int turn = 0; turn < turns; turn++)
            {
                alone[turn] = Mean([.. engines.Select(engine => Run([engine], job))]);
                together[turn] = Run(engines, job);
            }
            var ratios = alone.Zip(together).ToArray();
            var result = new Result(
                subject.Network.Name, sparsity, devices,
                1e3 * Output.Median(alone.Select(cost => cost.Wall)), 1e3 * Output.Median(together.Select(cost => cost.Wall)),
                devices * Output.Median(ratios.Select(r => r.First.Wall / r.Second.Wall)),
                devices * Output.Median(ratios.Select(r => r.First.Cpu / r.Second.Cpu)));
            if (json)
                Output.Json(result);
            else
                Print(result);
        }
    }

    private static Cost Mean(Cost[] costs) => new(costs.Average(cost => cost.Wall), costs.Average(cost => cost.Cpu));

    // A step's seconds until the last of the devices is done, and the mean of their CPU time.
    private static Cost Run(SparseEngine[] engines, TrainingJob job)
    {
        var cpu = new double[engines.Length];
        using var start = new Barrier(engines.Length + 1);
        Thread[] threads = [.. engines.Select((engine, i) => new Thread(() =>
        {
            start.SignalAndWait();
            var before = CpuClock.ThreadSeconds();
            engine.Train(job);
            cpu[i] = CpuClock.ThreadSeconds() - before;
        }))];
        foreach (var thread in threads)
            thread.Start();
        start.SignalAndWait();
        var began = Stopwatch.GetTimestamp();
        foreach (var thread in threads)
            thread.Join();
        return new Cost(Stopwatch.GetElapsedTime(began).TotalSeconds / job.Steps, cpu.Average() / job.Steps);
    }

    private static void Print(Result r) => Output.Line(
        $"{r.Network,-8} {r.Sparsity,5:P0} pruned: alone {r.AloneMs,8:F2} ms, {r.Devices} at once {r.TogetherMs,8:F2} ms, {r.Scaling:F2} times one ({r.CpuScaling:F2} by CPU time)");
}
