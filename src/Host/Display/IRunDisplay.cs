using FedPrune.Actors;
using FedPrune.Host.Runs;
using FedPrune.Model.Data;

namespace FedPrune.Host.Display;

/// <summary>What a user sees of a run.</summary>
internal interface IRunDisplay
{
    /// <summary>Told of downloads.</summary>
    IProgress<DownloadProgress> Download { get; }

    /// <summary>Something the user should know.</summary>
    void Note(string line);

    /// <summary>The first round begins, or the one after a resume.</summary>
    void Begin(RunFolder folder, Experiment experiment, int roundsDone);

    /// <summary>A round is over.</summary>
    void Round(RoundRecord round, Experiment experiment);

    /// <summary>The run is over.</summary>
    void End(RunSummary summary);
}
