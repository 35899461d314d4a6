using FedPrune.Actors;
using FedPrune.Host.Runs;
using FedPrune.Model.Data;
using Spectre.Console;

namespace FedPrune.Host.Display;

/// <summary>For people: a line that follows the run on a terminal, a line a round elsewhere, and a table at the end.</summary>
internal sealed class ConsoleDisplay(IAnsiConsole console) : IRunDisplay
{
    private const int BarWidth = 12;

    private readonly bool _live = console.Profile.Out.IsTerminal;
    private int _roundsBefore;
    private double _wallBefore;

    public IProgress<DownloadProgress> Download => new DownloadBar(console);

    public void Note(string line) => console.MarkupLineInterpolated($"[yellow]{line}[/]");

    public void Begin(RunFolder folder, Experiment experiment, int roundsDone)
    {
        _roundsBefore = roundsDone;
        var density = 1 - experiment.Algorithm.PruningRate;
        console.MarkupLineInterpolated(
            $"[bold]{experiment.Algorithm.Name}[/] · {experiment.Network.Name} ({experiment.Network.Layout.Count:N0} parameters, density {density:0.##}) · {experiment.Devices} devices, {experiment.Cohort} a round · seed {experiment.Seed}");
        console.MarkupLineInterpolated($"[grey]{folder.Path}[/]");
    }

    public void Round(RoundRecord round, Experiment experiment)
    {
        if (_wallBefore == 0)
            _wallBefore = round.WallSeconds;
        var done = round.Round - _roundsBefore;
        var left = experiment.Rounds - round.Round;
        var eta = done > 1 ? Units.Time((round.WallSeconds - _wallBefore) / (done - 1) * left) : "…";
        var costs = $"{Units.Bytes(round.BytesUp + round.BytesDown)}  virtual {Units.Time(round.VirtualSeconds)}  left {eta}";
        if (_live) // short enough not to wrap at 80 columns: a wrapped line could not be written over
            console.Write(new ControlCode($"\r\u001b[2K{Bar(round.Round, experiment.Rounds)} {round.Round}/{experiment.Rounds}  {Units.Percent(round.Accuracy)}  {costs}{(left == 0 ? "\n" : "")}"));
        else
            console.WriteLine($"round {round.Round,3}/{experiment.Rounds}  accuracy {Units.Percent(round.Accuracy)} (large model {Units.Percent(round.AccuracyDense)})  {costs}");
    }

    public void End(RunSummary summary)
    {
        var table = new Table().AddColumn("").AddColumn(summary.Algorithm).AddColumn("dense FedAvg, same rounds").AddColumn("saved");
        var bytes = summary.BytesUp + summary.BytesDown;
        table.AddRow("bytes up and down", Units.Bytes(bytes), Units.Bytes(summary.BytesDense), Saved(bytes, summary.BytesDense));
        table.AddRow(
            "training FLOPs", Units.Flops(summary.TrainFlops), Units.Flops(summary.TrainFlopsDense),
            Saved(summary.TrainFlops, summary.TrainFlopsDense));
        if (_live && summary.Interrupted)
            console.WriteLine();
        console.Write(table.Border(TableBorder.Rounded));
        console.WriteLine(
            $"accuracy {Units.Percent(summary.FinalAccuracy)} sparse, {Units.Percent(summary.FinalAccuracyDense)} recovered large model, best {Units.Percent(summary.BestAccuracy)}"
            + $" · {Units.Time(summary.WallSeconds)} here, {Units.Time(summary.VirtualSeconds)} on the simulated devices");
        console.WriteLine($"model {Path.Combine(summary.Run, "model.safetensors")}  sha256 {summary.ModelSha256}");
        if (summary.Interrupted)
            Note($"stopped after round {summary.Rounds}; go on with: ./fedprune run --resume {summary.Run}");
    }

    private static string Bar(int done, int all)
    {
        var filled = BarWidth * done / all;
        return new string('█', filled) + new string('░', BarWidth - filled);
    }

    private static string Saved(double part, double whole) => $"{whole / part:0.0}×";

    private sealed class DownloadBar(IAnsiConsole console) : IProgress<DownloadProgress>
    {
        private readonly bool _live = console.Profile.Out.IsTerminal;
        private string _file = "";

        public void Report(DownloadProgress value)
        {
            var of = value.Total is { } total ? $" of {Units.Bytes(total)}" : "";
            if (_live)
                console.Write(new ControlCode($"\r\u001b[2Kdownloading {value.File}: {Units.Bytes(value.Bytes)}{of}{(value.Bytes == value.Total ? "\n" : "")}"));
            else if (_file != value.File)
                console.WriteLine($"downloading {value.File}{of}");
            _file = value.File;
        }
    }
}
