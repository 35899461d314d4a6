using System.Collections.Immutable;

namespace FedPrune.Host.Studies;

/// <summary>From studies to their results: tunes all arms, then fills all cells.</summary>
/// <param name="source">Where runs come from.</param>
internal sealed class StudyRunner(IRunSource source)
{
    private sealed record PlannedCell(Variant Arm, Variant Condition, ImmutableArray<PlannedRun> Runs);

    private sealed record PlannedArm(Variant Arm, Variant? Condition, ImmutableArray<(string Value, ImmutableArray<PlannedRun> Runs)> Values);

    /// <summary>Tells of each study as soon as its last run is over. Studies share the runs that they have in common.</summary>
    /// <exception cref="UserException">A configuration is wrong: found before anything is trained.</exception>
    /// <exception cref="OperationCanceledException">The user stopped; what is done is kept.</exception>
    public async IAsyncEnumerable<StudyResult> RunAsync(
        IReadOnlyList<Study> studies, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await source.CheckAsync(studies.SelectMany(study => Cells(study, [])).SelectMany(cell => cell.Runs));
        var tuned = await TuneAsync(studies, stop);
        var planned = studies.Zip(tuned, (study, values) => Cells(study, values)).ToArray();
        var started = await source.StartAsync(planned.SelectMany(cells => cells).SelectMany(cell => cell.Runs), stop);
        try
        {
            for (int i = 0; i < studies.Count; i++)
            {
                var cells = ImmutableArray.CreateBuilder<Cell>();
                foreach (var cell in planned[i])
                    cells.Add(new Cell(cell.Arm, cell.Condition, [.. (await AllAsync(cell.Runs, started)).Select(outcome => outcome.Run)]));
                yield return new StudyResult(studies[i], tuned[i], cells.ToImmutable());
            }
        }
        finally
        {
            await started.Ended;
        }
    }

    private async Task<ImmutableArray<TunedValue>[]> TuneAsync(IReadOnlyList<Study> studies, CancellationToken stop)
    {
        var planned = studies
            .Select(study => StudyPlan.Tuned(study).Select(tuned => new PlannedArm(tuned.Arm, tuned.Condition, TuningRuns(study, tuned.Arm, tuned.Condition))).ToArray())
            .ToArray();
        var started = await source.StartAsync(planned.SelectMany(arms => arms).SelectMany(arm => arm.Values).SelectMany(v => v.Runs), stop);
        await started.Ended;
        var chosen = new ImmutableArray<TunedValue>[studies.Count];
        for (int i = 0; i < chosen.Length; i++)
            chosen[i] = [.. await Task.WhenAll(planned[i].Select(arm => ChooseAsync(studies[i], arm, started)))];
        return chosen;
    }

    private static ImmutableArray<(string Value, ImmutableArray<PlannedRun> Runs)> TuningRuns(Study study, Variant arm, Variant? condition) =>
        arm.ValueOf(study.Tuning.Key) is null ? StudyPlan.TuningOf(study, StudyPlan.TunedBy(study, arm), condition) : [];

    private static async Task<TunedValue> ChooseAsync(Study study, PlannedArm arm, StartedRuns started)
    {
        if (arm.Values.IsEmpty)
            return new TunedValue(arm.Arm.Name, arm.Condition?.Name, arm.Arm.ValueOf(study.Tuning.Key), false, []);
        var tried = ImmutableArray.CreateBuilder<(string Value, double? Accuracy)>();
        foreach (var (value, runs) in arm.Values)
            tried.Add((value, Mean([.. (await AllAsync(runs, started)).Select(outcome => outcome.Run?.Summary.LastFiveAccuracy)])));
        return Choose(arm.Arm.Name, tried.ToImmutable()) with { Condition = arm.Condition?.Name };
    }

    /// <summary>The best value, the first of equals.</summary>
    public static TunedValue Choose(string arm, ImmutableArray<(string Value, double? Accuracy)> tried)
    {
        var best = tried.MaxBy(value => value.Accuracy ?? double.NegativeInfinity);
        return new TunedValue(arm, null, best.Value, tried.Length > 1 && (best == tried[0] || best == tried[^1]), tried);
    }

    private static PlannedCell[] Cells(Study study, ImmutableArray<TunedValue> tuned) =>
    [
        .. study.Conditions.SelectMany(condition => study.Arms.Select(arm => new PlannedCell(
            arm, condition, StudyPlan.Cell(study, arm, condition, tuned.FirstOrDefault(t => t.Arm == arm.Name && (t.Condition is null || t.Condition == condition.Name))?.Value)))),
    ];

    private static Task<RunOutcome[]> AllAsync(IEnumerable<PlannedRun> runs, StartedRuns started) =>
        Task.WhenAll(runs.Select(run => started.Outcomes[run.Key]));

    // A value that makes one seed diverge is no value to choose.
    private static double? Mean(double?[] accuracies) => accuracies.Contains(null) ? null : accuracies.Average();
}
