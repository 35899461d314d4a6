using System.Diagnostics;
using System.Globalization;
using FedPrune.Actors;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Data;

namespace FedPrune.Bench;

/// <summary>Federations far larger than a round, and runs far longer: memory, and how the time outside training grows.</summary>
/// <remarks>Peak memory is a process's own, so each case runs in one. Devices share the 60,000 images, six each.</remarks>
internal static class Scale
{
    private const int SamplesEach = 6;
    private const double PruningRate = 0.9;

    private static readonly (string Name, int Devices, int Cohort, int Rounds, string Network)[] Cases =
    [
        ("100,000 devices", 100_000, 1000, 10, "mlp"),
        ("1,000,000 devices", 1_000_000, 1000, 10, "mlp"),
        ("cohort of 250", 100_000, 250, 4, "mlp"),
        ("cohort of 500", 100_000, 500, 4, "mlp"),
        ("cohort of 1000", 100_000, 1000, 4, "mlp"),
        ("cohort of 2000", 100_000, 2000, 4, "mlp"),
        ("2,000 rounds", 40, 4, 2000, "mlp"),
    ];

    /// <summary>One case.</summary>
    /// <param name="Name">Which.</param>
    /// <param name="Devices">Registered.</param>
    /// <param name="Cohort">A round.</param>
    /// <param name="Rounds">Measured, after one that is not.</param>
    /// <param name="PeakRssMb">Most resident memory, in 10⁶ bytes.</param>
    /// <param name="RssAtTenthMb">Resident memory after a tenth of the rounds.</param>
    /// <param name="RssAtEndMb">Resident memory after the last.</param>
    /// <param name="HeapAtTenthMb">What the managed heap holds after a tenth of the rounds, all garbage collected.</param>
    /// <param name="HeapAtEndMb">The same after the last: no more than before, if a run's memory is flat.</param>
    /// <param name="RoundSeconds">Median real time of a round.</param>
    /// <param name="OutsideMs">Median CPU time of a round outside training.</param>
    internal sealed record Result(
        string Name, int Devices, int Cohort, int Rounds, double PeakRssMb, double RssAtTenthMb, double RssAtEndMb, double HeapAtTenthMb, double HeapAtEndMb,
        double RoundSeconds, double OutsideMs);

    public static async Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--case");
        if (options.Text("--case", "") is { Length: > 0 } name)
        {
            Report(options.Json, await MeasureAsync(Cases.First(c => c.Name == name)));
            return;
        }
        foreach (var one in Cases)
        {
            string[] child = [Environment.ProcessPath!, .. InDotnet(), "bench", "scale", "--case", one.Name, .. options.Json ? ["--json"] : Array.Empty<string>()];
            using var process = Process.Start(new ProcessStartInfo(child[0], child[1..]))!;
            await process.WaitForExitAsync();
        }
    }

    private static string[] InDotnet() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Scale).Assembly.Location] : [];

    private static async Task<Result> MeasureAsync((string Name, int Devices, int Cohort, int Rounds, string Network) one)
    {
        var images = Workload.Images();
        var rounds = one.Rounds + 1;
        var experiment = Workload.Experiment(
            AlgorithmCatalogue.FedPrune(PruningRate, rounds), one.Network, images, one.Devices, one.Cohort, rounds + 1, epochs: 1);
        var data = new FederatedData(images, Shared(images, one.Devices), images.Train.Labels.ToArray());
        await using var federation = new PacedFederation(experiment, data, Environment.ProcessorCount);
        await federation.RoundAsync();
        var (seconds, outside, clock) = (new List<double>(), new List<double>(), new Stopwatch());
        var (residentEarly, heapEarly) = (0.0, 0.0);
        for (int round = 0; round < one.Rounds; round++)
        {
            clock.Restart();
            var cost = await federation.RoundAsync();
            seconds.Add(clock.Elapsed.TotalSeconds);
            outside.Add(1e3 * (cost.CpuSeconds - cost.TrainingSeconds));
            if (round == one.Rounds / 10)
                (residentEarly, heapEarly) = (Status("VmRSS:"), HeapMb());
        }
        return new Result(
            one.Name, one.Devices, one.Cohort, one.Rounds, Status("VmHWM:"), residentEarly, Status("VmRSS:"), heapEarly, HeapMb(),
            Output.Median(seconds), Output.Median(outside));
    }

    // Six images in a row each, from the beginning again when all are dealt.
    private static Partition Shared(ImageData images, int devices)
    {
        var (samples, owners) = (new int[devices * SamplesEach], new int[devices * SamplesEach]);
        for (int k = 0; k < samples.Length; k++)
            (samples[k], owners[k]) = (k % images.Train.Count, k / SamplesEach);
        return Partition.ByOwner(samples, owners, devices);
    }

    private static double HeapMb()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return 1e-6 * GC.GetTotalMemory(forceFullCollection: true);
    }

    private static double Status(string key)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(key, StringComparison.Ordinal));
        return 1024e-6 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private static void Report(bool json, Result r)
    {
        if (json)
            Output.Json(r);
        else
            Output.Line($"{r.Name}: {r.Devices} devices, {r.Cohort} a round, {r.Rounds} rounds: peak {r.PeakRssMb:F0} MB (resident {r.RssAtTenthMb:F0} MB after a tenth, {r.RssAtEndMb:F0} MB at the end; heap {r.HeapAtTenthMb:F1} and {r.HeapAtEndMb:F1} MB); {r.RoundSeconds:F3} s a round, {r.OutsideMs:F1} ms CPU outside training");
    }
}
