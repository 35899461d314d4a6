using FedPrune.Host.Studies;

namespace FedPrune.Host.Display;

/// <summary>What a user sees of many runs.</summary>
internal interface IStudyDisplay
{
    /// <summary>A batch of runs begins.</summary>
    /// <param name="runs">How many there are.</param>
    /// <param name="reused">How many of them are over already.</param>
    void Begin(int runs, int reused);

    /// <summary>What one run of the batch is to tell.</summary>
    IRunDisplay Member(PlannedRun run);

    /// <summary>A run came to its end.</summary>
    void Finished(PlannedRun run, FinishedRun finished);

    /// <summary>A run could not.</summary>
    void Failed(PlannedRun run, string reason);

    /// <summary>The batch is over.</summary>
    void End();
}
