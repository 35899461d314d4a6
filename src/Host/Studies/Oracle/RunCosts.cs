using System.Runtime.CompilerServices;
using FedPrune.Actors;
using FedPrune.Host.Configuration;
using FedPrune.Model.Data;
using FedPrune.Model.Pruning;

namespace FedPrune.Host.Studies.Oracle;

/// <summary>A run's costs a device and round, as counted and as the literature reckons them.</summary>
/// <param name="Bytes">Encoded, up and down.</param>
/// <param name="LiteratureBytes">By the literature's formats.</param>
/// <param name="SmallestBytes">By the smallest of those formats.</param>
/// <param name="SampleFlops">Counted, of one sample in one epoch.</param>
/// <param name="LiteratureFlops">By the literature's rule.</param>
internal sealed record RunCosts(double Bytes, double LiteratureBytes, double SmallestBytes, double SampleFlops, double LiteratureFlops)
{
    // A table asks for five numbers of the same run.
    private static readonly ConditionalWeakTable<FinishedRun, RunCosts?> Known = [];

    /// <summary>The costs of a run; null where its files do not tell what is needed, or the literature has no rule for its algorithm.</summary>
    public static RunCosts? Of(FinishedRun run) => Known.GetValue(run, Reckon);

    private static RunCosts? Reckon(FinishedRun run)
    {
        if (run.Summary is not { Input: [var channels, var height, var width], Classes: { } classes })
            return null;
        var settings = RunConfiguration.Of(run.Folder.Config).Settings;
        var experiment = ExperimentReader.Experiment(settings, new ImageShape(channels, height, width), classes);
        var lines = run.Devices().Where(line => line.BytesDown is not null && line.BytesUp is not null && line.Flops is not null && line.Samples > 0).ToList();
        if (lines.Count == 0 || LiteratureRule.Of(experiment.Algorithm.Name, settings, experiment.Rounds) is not { } rule)
            return null;
        var blocks = Blocks(experiment);
        var (sparse, dense) = (LiteratureCosts.Forward(blocks), LiteratureCosts.Forward([.. blocks.Select(b => b with { Kept = b.Block.Count })]));
        return new RunCosts(
            lines.Average(line => (double)line.BytesDown!.Value + line.BytesUp!.Value),
            rule.Bytes(blocks, LiteratureCosts.Bytes),
            rule.Bytes(blocks, LiteratureCosts.SmallestBytes),
            lines.Sum(line => line.Flops!.Value) / lines.Sum(line => (double)line.Samples * experiment.Training.Epochs),
            rule.Flops(sparse, dense, experiment.Training.Epochs));
    }

    private static KeptBlock[] Blocks(Experiment experiment)
    {
        var layout = experiment.Network.Layout;
        var kept = LayerDensities.KeptCounts(layout, experiment.Algorithm.Densities, 1 - experiment.Algorithm.PruningRate);
        return [.. layout.Blocks.Zip(kept, (block, count) => new KeptBlock(block, count))];
    }
}
