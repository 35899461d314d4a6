using System.Collections.Immutable;
using System.Globalization;
using FedPrune.Host.Runs;
using FedPrune.Model.Checkpoints;
using FedPrune.Report;

namespace FedPrune.Host.Studies;

/// <summary>One run in detail: who had which weight, how the topology moved, what took how long.</summary>
internal static class RunPage
{
    private const int MostDevices = 60, MostColumns = 60;

    /// <summary>What a page shows of a run.</summary>
    public static ImmutableArray<Block> Blocks(FinishedRun run)
    {
        var devices = run.Devices();
        Block?[] charts = [Weights(run, devices), Round(devices), Churn(run), LayerDensities(run)];
        return
        [
            new Report.Row([.. charts.OfType<Block>()]),
            new FoldedText(
                $"The configuration of this run: ./fedprune run config.conf --seed {run.Summary.Seed}", File.ReadAllText(run.Folder.Config)),
        ];
    }

    private static HeatMap? Weights(FinishedRun run, IReadOnlyList<DeviceLine> lines)
    {
        var rates = run.NoiseRates();
        if (rates.Count > MostDevices || run.Rounds.Count > MostColumns)
            return null;
        int[] order = [.. Enumerable.Range(0, rates.Count).OrderBy(device => rates[device])];
        var scored = lines.Any(line => line.Contribution is not null);
        return new HeatMap(
            scored ? "Contribution of each device (reputation after the round)" : "Weight of each device, % of the round", "round", "device",
            run.Rounds.Count, [.. order.Select(device => (Name(device, rates[device]), rates[device] > 0))],
            [
                .. lines.Where(line => (scored ? line.Reputation : line.Weight) is not null).Select(line => new HeatCell(
                    line.Round, Array.IndexOf(order, line.Device), scored ? line.Reputation!.Value : 100 * line.Weight!.Value)),
            ],
            "● noisy labels, with the share that was to be wrong; empty where a device was not asked");
    }

    private static string Name(int device, double rate) =>
        rate > 0 ? string.Create(CultureInfo.InvariantCulture, $"{device} ({100 * rate:0} %)") : $"{device}";

    private static Timeline? Round(IReadOnlyList<DeviceLine> lines)
    {
        var rounds = lines.Where(line => line.ComputeSeconds is not null).GroupBy(line => line.Round).ToList();
        if (rounds.Count == 0)
            return null;
        var middle = rounds[rounds.Count / 2];
        return new Timeline(
            $"Round {middle.Key}: what each device did", "simulated time, s", ["download", "training", "upload"],
            [
                .. middle.Take(MostDevices / 2).Select(line => new TimelineRow(
                    $"device {line.Device}", [line.DownloadSeconds ?? 0, line.ComputeSeconds ?? 0, line.UploadSeconds ?? 0],
                    line.Outcome == "counted" ? "" : line.Outcome)),
            ]);
    }

    private static LineChart? Churn(FinishedRun run) => run.Rounds.All(round => round.MaskChurn == 0)
        ? null
        : new LineChart(
            "How the topology moves", new Axis("round"), new Axis("mask that is new, %"),
            [new LineSeries("mask churn", 0, [.. run.Rounds.Select(round => Sharp(round.Round, 100 * round.MaskChurn))])]);

    // Of the weights, biases being dense: a kept weight that is exactly zero is as good as pruned.
    private static ColumnChart? LayerDensities(FinishedRun run)
    {
        var path = run.Folder.In("model-sparse.safetensors");
        if (!File.Exists(path))
            return null;
        using var stream = File.OpenRead(path);
        var layers = SafeTensors.Read(stream).Tensors.Where(tensor => tensor.Shape.Length > 1).ToList();
        return new ColumnChart(
            "Density of each layer at the end", $"layer, from {layers[0].Name} to {layers[^1].Name}", new Axis("kept weights, %"),
            [.. layers.Select((tensor, i) => ($"{i + 1}", Density(tensor)))]);
    }

    private static double Density(NamedTensor tensor)
    {
        var kept = 0;
        foreach (var weight in tensor.Data.Span)
            kept += weight == 0 ? 0 : 1;
        return 100.0 * kept / tensor.Data.Length;
    }

    private static LinePoint Sharp(double x, double y) => new(x, y, y, y);
}
