using System.Collections.Immutable;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Cost;
using FedPrune.Model.Masks;
using FedPrune.Model.Training;

namespace FedPrune.Model.Works;

/// <summary>
/// Trains, and reports of the weights it does not have those with the largest gradient of one more batch: FedTiny and FedMef
/// with the gradients, FedRTS without. The weights about to be dropped may be extruded meanwhile.
/// </summary>
/// <param name="Counts">How many of each block.</param>
/// <param name="WithValues">Whether the gradients travel, or only which they are.</param>
/// <param name="Extrusion">λ and ψ; null for none.</param>
public sealed record ReportingGrowth(ImmutableArray<int> Counts, bool WithValues, (double Lambda, double Psi)? Extrusion = null) : DeviceWork
{
    public override bool Reports => true;

    public override TrainingOutcome Run(ITrainingEngine engine, TrainingJob job)
    {
        var asked = job with { Gradient = GradientRequest.AtEnd };
        if (Extrusion is (var lambda, var psi))
            asked = asked with { Extrusion = new Extrusion(MaskMoves.Smallest(job.Topology, job.Start.Span, Counts.AsSpan()), (float)lambda, (float)psi) };
        var outcome = engine.Train(asked);
        var grown = MaskMoves.Outside(job.Topology, outcome.Gradient.Span, Counts.AsSpan());
        return outcome with { Report = new SideReport(grown, WithValues ? grown.Gather(outcome.Gradient.Span) : default) };
    }

    public override double ExtraFlops(TrainingJob job) =>
        Math.Min(job.Settings.BatchSize, job.Samples.Length) * TrainingFlops.DenseGradient(job.Topology);
}
