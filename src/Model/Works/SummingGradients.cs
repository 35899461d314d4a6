using FedPrune.Model.Aggregation;
using FedPrune.Model.Cost;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;

namespace FedPrune.Model.Works;

/// <summary>Trains, and reports the sum over all steps of the dense gradient (PruneFL, Jiang et al., 2022).</summary>
public sealed record SummingGradients : DeviceWork
{
    public override bool Reports => true;

    public override TrainingOutcome Run(ITrainingEngine engine, TrainingJob job)
    {
        var outcome = engine.Train(job with { Gradient = GradientRequest.Summed });
        return outcome with { Report = new SideReport(Topology.Dense(job.Topology.Layout), outcome.Gradient) };
    }

    public override double ExtraFlops(TrainingJob job) => job.Samples.Length * job.Settings.Epochs
        * (TrainingFlops.WeightGradient(Topology.Dense(job.Topology.Layout)) - TrainingFlops.WeightGradient(job.Topology));
}
