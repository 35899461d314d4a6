using FedPrune.Actors;
using FedPrune.Host.Runs;
using FedPrune.Model.Data;

namespace FedPrune.Host.Display;

/// <summary>For machines: a JSON object a line on standard output, notes on standard error.</summary>
internal sealed class JsonDisplay : IRunDisplay
{
    public IProgress<DownloadProgress> Download { get; } = new Silence();

    public void Note(string line) => Console.Error.WriteLine(line);

    public void Begin(RunFolder folder, Experiment experiment, int roundsDone) => Note($"run {folder.Path}");

    public void Round(RoundRecord round, Experiment experiment) => Console.WriteLine(Json.Line(round));

    public void End(RunSummary summary) => Console.WriteLine(Json.Line(summary));

    private sealed class Silence : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            // A machine that reads rounds has no use for it.
        }
    }
}
