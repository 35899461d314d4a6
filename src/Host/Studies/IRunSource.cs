namespace FedPrune.Host.Studies;

/// <summary>Where a study's runs come from.</summary>
internal interface IRunSource
{
    /// <summary>Begins to bring runs to their end, in their order.</summary>
    /// <returns>A task a run, and one that is over when nothing runs any more.</returns>
    /// <exception cref="UserException">A configuration is wrong: found before anything is trained.</exception>
    Task<StartedRuns> StartAsync(IEnumerable<PlannedRun> planned, CancellationToken stop);

    /// <summary>Refuses configurations that could not run.</summary>
    /// <exception cref="UserException">One is wrong.</exception>
    Task CheckAsync(IEnumerable<PlannedRun> planned);
}

/// <summary>Runs under way.</summary>
/// <param name="Outcomes">What becomes of each; cancelled where the user stopped first.</param>
/// <param name="Ended">Over when nothing runs any more; never fails.</param>
internal sealed record StartedRuns(IReadOnlyDictionary<RunKey, Task<RunOutcome>> Outcomes, Task Ended);

/// <summary>Takes runs from a cache and trains nothing: a run that is not there has no result.</summary>
internal sealed class RunArchive(RunCache cache) : IRunSource
{
    public Task<StartedRuns> StartAsync(IEnumerable<PlannedRun> planned, CancellationToken stop)
    {
        var outcomes = planned.DistinctBy(run => run.Key).ToDictionary(
            run => run.Key,
            run => Task.FromResult(cache.Find(run.Key) is { } found ? new RunOutcome(found, null) : new RunOutcome(null, "not trained")));
        return Task.FromResult(new StartedRuns(outcomes, Task.CompletedTask));
    }

    public Task CheckAsync(IEnumerable<PlannedRun> planned) => Task.CompletedTask;
}
