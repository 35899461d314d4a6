using FedPrune.Host.Configuration;

namespace FedPrune.Host.Studies;

/// <summary>A run that a study needs.</summary>
/// <param name="Label">What a user calls it, e.g. <c>fedavg · 40 % noisy · seed 2</c>.</param>
/// <param name="Configuration">All of its keys.</param>
/// <param name="Validated">Whether every way to score its devices is asked besides.</param>
internal sealed record PlannedRun(string Label, RunConfiguration Configuration, bool Validated = false)
{
    public RunKey Key { get; } = RunKey.Of(Configuration, Validated);

    /// <summary>A run of a study.</summary>
    /// <param name="label">What a user calls it.</param>
    /// <param name="experiment">The experiment it begins from.</param>
    /// <param name="overrides"><c>key=value</c>; a later one goes over an earlier one.</param>
    /// <param name="validated">Whether every way to score its devices is asked besides.</param>
    /// <exception cref="UserException">A key is unknown.</exception>
    public static PlannedRun Of(string label, string experiment, IReadOnlyList<string> overrides, bool validated = false) =>
        new(label, RunConfiguration.Resolve(experiment, overrides), validated);
}

/// <summary>What became of a planned run.</summary>
/// <param name="Run">The run, if it came to its end.</param>
/// <param name="Failure">Why it did not, e.g. because it diverged.</param>
internal sealed record RunOutcome(FinishedRun? Run, string? Failure);
