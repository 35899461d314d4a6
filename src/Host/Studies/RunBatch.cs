using System.Collections.Concurrent;
using FedPrune.Host.Configuration;
using FedPrune.Host.Display;
using FedPrune.Host.Runs;
using FedPrune.Host.Studies.Validity;

namespace FedPrune.Host.Studies;

/// <summary>Trains independent runs side by side, one core each; each gives the same bits as it would alone.</summary>
/// <param name="cache">Where finished runs are found and kept.</param>
/// <param name="display">Who is told how it goes.</param>
/// <param name="atOnce">How many run at the same time.</param>
internal sealed class RunBatch(RunCache cache, IStudyDisplay display, int atOnce) : IRunSource
{
    private readonly Company _company = new(new SharedImages(), Slots: 1);

    /// <inheritdoc/>
    public async Task<StartedRuns> StartAsync(IEnumerable<PlannedRun> planned, CancellationToken stop)
    {
        var outcomes = new Dictionary<RunKey, Task<RunOutcome>>();
        var left = new ConcurrentQueue<(PlannedRun Run, TaskCompletionSource<RunOutcome> Outcome)>();
        foreach (var run in planned.DistinctBy(run => run.Key))
        {
            var source = new TaskCompletionSource<RunOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            outcomes.Add(run.Key, source.Task);
            if (cache.Find(run.Key) is { } finished && (!run.Validated || ContributionRecord.IsThere(finished)))
                source.SetResult(new RunOutcome(finished, null));
            else
                left.Enqueue((run, source));
        }
        await CheckAsync(left.Select(one => one.Run));
        display.Begin(outcomes.Count, reused: outcomes.Count - left.Count);
        var workers = Enumerable.Range(0, Math.Min(atOnce, left.Count)).Select(_ => Task.Run(() => WorkAsync(left, stop), CancellationToken.None));
        return new StartedRuns(outcomes, EndAsync(Task.WhenAll(workers)));
    }

    /// <inheritdoc/>
    public async Task CheckAsync(IEnumerable<PlannedRun> planned)
    {
        foreach (var run in planned)
        {
            var images = await _company.Images.OfAsync(run.Configuration, display.Member(run).Download);
            ExperimentReader.Experiment(run.Configuration.Settings, images.Train.Shape, images.Train.Classes);
        }
    }

    private async Task EndAsync(Task workers)
    {
        await workers;
        display.End();
    }

    private async Task WorkAsync(ConcurrentQueue<(PlannedRun Run, TaskCompletionSource<RunOutcome> Outcome)> left, CancellationToken stop)
    {
        while (left.TryDequeue(out var next))
        {
            try
            {
                stop.ThrowIfCancellationRequested();
                next.Outcome.SetResult(await OneAsync(next.Run, stop));
            }
            catch (OperationCanceledException)
            {
                next.Outcome.SetCanceled(CancellationToken.None);
            }
            catch (Exception e) // whatever it is, it is thrown again where the outcome is awaited
            {
                next.Outcome.SetException(e);
            }
        }
    }

    private async Task<RunOutcome> OneAsync(PlannedRun run, CancellationToken stop)
    {
        try
        {
            var finished = cache.Find(run.Key)
                ?? await cache.TrainAsync(run.Key, run.Configuration, display.Member(run), _company, stop)
                ?? throw new OperationCanceledException(stop);
            if (run.Validated)
                await ContributionRecord.WriteAsync(finished, run.Configuration, display.Member(run), _company);
            display.Finished(run, finished);
            return new RunOutcome(finished, null);
        }
        catch (UserException e) when (e.Code == ExitCode.RunFailed)
        {
            display.Failed(run, e.Message);
            return new RunOutcome(null, e.Message);
        }
    }
}
