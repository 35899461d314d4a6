using System.Diagnostics;
using FedPrune.Actors;
using FedPrune.Host.Runs;
using FedPrune.Host.Studies;
using FedPrune.Model.Data;
using Spectre.Console;

namespace FedPrune.Host.Display;

/// <summary>A line that follows a batch on a terminal; elsewhere a line a run. With <c>--json</c>, a JSON object a run.</summary>
/// <param name="console">Where to.</param>
/// <param name="json">Whether the output is for machines; the rest then goes to standard error.</param>
internal sealed class StudyDisplay(IAnsiConsole console, bool json) : IStudyDisplay
{
    private const int BarWidth = 16;

    private readonly Lock _lock = new();
    private readonly Stopwatch _clock = new();
    private readonly SortedDictionary<string, string> _running = new(StringComparer.Ordinal);
    private readonly bool _live = !json && console.Profile.Out.IsTerminal;
    private int _runs;
    private int _reused;
    private int _done;

    public void Begin(int runs, int reused)
    {
        (_runs, _reused, _done) = (runs, reused, reused);
        _clock.Restart();
        if (reused > 0)
            Line($"{reused} of {runs} runs are there already");
    }

    public IRunDisplay Member(PlannedRun run) => new MemberDisplay(this, run.Label);

    public void Finished(PlannedRun run, FinishedRun finished)
    {
        lock (_lock)
        {
            _done++;
            _running.Remove(run.Label);
            if (json)
                Console.WriteLine(Json.Line(finished.Summary));
            else
                Line($"{_done,4}/{_runs}  {run.Label}  {Units.Percent(finished.Summary.LastFiveAccuracy)}  {Units.Time(finished.Summary.WallSeconds)}");
        }
    }

    public void Failed(PlannedRun run, string reason)
    {
        lock (_lock)
        {
            _done++;
            _running.Remove(run.Label);
            Line($"{_done,4}/{_runs}  {run.Label}  no result: {reason}");
        }
    }

    public void End()
    {
        if (_live)
            console.Write(new ControlCode("\r\u001b[2K"));
    }

    /// <summary>Something the user should know.</summary>
    public void Line(string line)
    {
        lock (_lock)
        {
            if (json)
                Console.Error.WriteLine(line);
            else if (_live)
                console.Write(new ControlCode($"\r\u001b[2K{line}\n"));
            else
                console.WriteLine(line);
        }
    }

    private void Progress(string label, int round, int of)
    {
        lock (_lock)
        {
            _running[label] = $"{label} {round}/{of}";
            if (!_live)
                return;
            var trained = _done - _reused;
            var left = trained > 0 ? $"  left {Units.Time(_clock.Elapsed.TotalSeconds / trained * (_runs - _done))}" : "";
            var filled = BarWidth * _done / Math.Max(1, _runs);
            var text = $"{new string('█', filled)}{new string('░', BarWidth - filled)} {_done}/{_runs}{left}  {string.Join(", ", _running.Values)}";
            console.Write(new ControlCode($"\r\u001b[2K{text[..Math.Min(text.Length, console.Profile.Width - 1)]}"));
        }
    }

    private sealed class MemberDisplay(StudyDisplay study, string label) : IRunDisplay
    {
        public IProgress<DownloadProgress> Download { get; } = new Progress<DownloadProgress>();

        public void Note(string line) => study.Line($"{label}: {line}");

        public void Begin(RunFolder folder, Experiment experiment, int roundsDone) => study.Progress(label, roundsDone, experiment.Rounds);

        public void Round(RoundRecord round, Experiment experiment) => study.Progress(label, round.Round, experiment.Rounds);

        public void End(RunSummary summary)
        {
            // The batch says it, with its label.
        }
    }
}
