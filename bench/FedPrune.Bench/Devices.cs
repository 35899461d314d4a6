using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Data;

namespace FedPrune.Bench;

/// <summary>Many devices with few samples each, most of them idle, on all cores: memory, and what is not training.</summary>
internal static class Devices
{
    private const int Samples = 6; // 10,000 devices share 60,000 images
    private const double PruningRate = 0.9, Skew = 0.5;

    /// <summary>What was measured.</summary>
    /// <param name="Algorithm">fedprune or fedavg.</param>
    /// <param name="Devices">Registered; each also waits as an actor.</param>
    /// <param name="Cohort">Sampled in a round.</param>
    /// <param name="Rounds">Rounds measured, after some more that warm up.</param>
    /// <param name="PeakRssMb">Most resident memory of the process, in 10⁶ bytes.</param>
    /// <param name="IdleDeviceBytes">Managed bytes of a device that waits.</param>
    /// <param name="OverheadShare">Median share of the process's CPU time outside training.</param>
    /// <param name="RoundCpuMs">Median CPU time of a round.</param>
    /// <param name="TrainingMsPerDevice">Median CPU time of a device's training.</param>
    /// <param name="FirstModel">Hash of the model after the first round: a change that only saves time leaves it as it is.</param>
    internal sealed record Result(
        string Algorithm, int Devices, int Cohort, int Rounds, double PeakRssMb, double IdleDeviceBytes, double OverheadShare,
        double RoundCpuMs, double TrainingMsPerDevice, string FirstModel);

    public static async Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--algorithm", "--network", "--devices", "--cohort", "--rounds", "--epochs");
        var result = await MeasureAsync(
            options.Text("--algorithm", "fedprune"), options.Text("--network", "mlp"), options.Count("--devices", 10_000),
            options.Count("--cohort", 100), options.Count("--rounds", 3), options.Count("--epochs", 5));
        if (options.Json)
            Output.Json(result);
        else
            Print(result);
    }

    private static async Task<Result> MeasureAsync(string name, string network, int devices, int cohort, int rounds, int epochs)
    {
        var total = rounds + PacedFederation.MostWarmUpRounds + 1;
        var algorithm = Algorithm(name, total);
        var images = Workload.Images();
        var experiment = Workload.Experiment(algorithm, network, images, devices, cohort, total, epochs);
        var data = Workload.Federate(images, new PartitionPlan
        {
            Scheme = new Dirichlet(Skew),
            Devices = devices,
            SamplesPerDevice = Math.Min(Samples, images.Train.Count / devices),
            MinimumSamples = 1,
        });
        await using var federation = new PacedFederation(experiment, data, Environment.ProcessorCount);
        var idle = await IdleDevices.BytesAsync(federation.System, experiment, data);
        var warmUp = await federation.WarmUpAsync();
        var costs = new List<RoundCost>();
        for (int round = 0; round < rounds; round++)
            costs.Add(await federation.RoundAsync());
        return new Result(
            name, devices, cohort, rounds, PeakMegabytes(), idle, Output.Median(costs.Select(c => 1 - (c.TrainingSeconds / c.CpuSeconds))),
            Output.Median(costs.Select(c => 1e3 * c.CpuSeconds)), Output.Median(costs.Select(c => 1e3 * c.TrainingSeconds / c.Jobs.Count)),
            Hash(warmUp[0].Model));
    }

    private static FederatedAlgorithm Algorithm(string name, int rounds) => name switch
    {
        "fedprune" => AlgorithmCatalogue.FedPrune(PruningRate, rounds),
        "fedavg" => AlgorithmCatalogue.FedAvg,
        _ => throw new UsageException($"--algorithm is fedprune or fedavg, not {name}"),
    };

    private static string Hash(ReadOnlyMemory<float> model) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(model.Span)))[..16];

    // VmHWM is what the kernel has seen at most, not what it sees now.
    private static double PeakMegabytes()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024e-6 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private static void Print(Result r) => Output.Line(
        $"{r.Algorithm}: {r.Devices} devices, {r.Cohort} a round, {r.Rounds} rounds: peak {r.PeakRssMb:F0} MB; idle device {r.IdleDeviceBytes:F0} bytes; outside training {r.OverheadShare:P2}; {r.TrainingMsPerDevice:F2} ms training a device");
}
