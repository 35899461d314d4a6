using System.Globalization;
using TorchSharp;

namespace FedPrune.Bench;

/// <summary>
/// CPU time of a training step of the <c>cnn</c> network on one thread, TorchSharp against PyTorch. Blocks of steps alternate
/// between the two, so that both see the machine in the same states; the network, its weights and its batch are the same.
/// </summary>
internal static class TorchStep
{
    private const int StepsPerBlock = 20;

    public static Task RunAsync(string[] arguments)
    {
        Run(new Options(arguments, "--blocks").Count("--blocks", 15));
        return Task.CompletedTask;
    }

    private static void Run(int blocks)
    {
        torch.set_num_threads(1);
        using var peer = new Peer("step_time.py");
        using var network = new Cnn();
        var ours = new List<double>();
        var theirs = new List<double>();
        float loss = 0, peerLoss = 0;

        for (int block = -1; block < blocks; block++)
        {
            double own = Milliseconds(StepsPerBlock, () => loss = network.Step());
            string[] answer = peer.Ask(StepsPerBlock.ToString(CultureInfo.InvariantCulture)).Split(' ');
            peerLoss = float.Parse(answer[1], CultureInfo.InvariantCulture);
            if (block < 0) continue; // warm-up: the JIT, and libtorch's choice of kernels
            ours.Add(own);
            theirs.Add(double.Parse(answer[0], CultureInfo.InvariantCulture));
        }

        Report("PyTorch", theirs, peerLoss);
        Report("TorchSharp", ours, loss);
        double minimum = ours.Min() / theirs.Min(), median = Output.Median(ours) / Output.Median(theirs);
        Output.Line($"TorchSharp / PyTorch: minimum {minimum:F3}, median {median:F3}");
    }

    private static double Milliseconds(int steps, Action step)
    {
        var before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < steps; i++) step();
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / steps;
    }

    private static void Report(string name, List<double> times, float loss) =>
        Output.Line($"{name,-10} CPU ms a step: minimum {times.Min():F2}, median {Output.Median(times):F2}; loss at the end {loss:R}");
}
