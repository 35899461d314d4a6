using System.Collections.Concurrent;
using FedPrune.Actors;
using FedPrune.Host.Display;
using FedPrune.Host.Runs;
using FedPrune.Host.Studies;
using FedPrune.Model.Data;

namespace FedPrune.Host.Tests.Studies;

/// <summary>Keeps what a batch tells, and can act on a round.</summary>
internal sealed class WatchedBatch(Action<string, int>? onRound = null) : IStudyDisplay
{
    public ConcurrentBag<(string Label, int Round)> Rounds { get; } = [];

    public ConcurrentBag<string> FinishedRuns { get; } = [];

    public ConcurrentBag<string> FailedRuns { get; } = [];

    public ConcurrentBag<string> Notes { get; } = [];

    public int Reused { get; private set; }

    public void Begin(int runs, int reused) => Reused += reused;

    public IRunDisplay Member(PlannedRun run) => new MemberDisplay(this, run.Label);

    public void Finished(PlannedRun run, FinishedRun finished) => FinishedRuns.Add(run.Label);

    public void Failed(PlannedRun run, string reason) => FailedRuns.Add(reason);

    public void End()
    {
        // Nothing is left to keep.
    }

    private sealed class MemberDisplay(WatchedBatch batch, string label) : IRunDisplay
    {
        public IProgress<DownloadProgress> Download { get; } = new Progress<DownloadProgress>();

        public void Note(string line) => batch.Notes.Add(line);

        public void Begin(RunFolder folder, Experiment experiment, int roundsDone)
        {
            // Rounds tell it.
        }

        public void Round(RoundRecord round, Experiment experiment)
        {
            batch.Rounds.Add((label, round.Round));
            batch.OnRound?.Invoke(label, round.Round);
        }

        public void End(RunSummary summary)
        {
            // The batch tells it.
        }
    }

    private Action<string, int>? OnRound { get; } = onRound;
}
