using FedPrune.Model.Aggregation;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Faults;

/// <summary>Work at which the compute slot throws.</summary>
/// <param name="Inner">The work.</param>
/// <param name="Reason">What the exception says.</param>
internal sealed record FailingWork(DeviceWork Inner, string Reason) : DeviceWork
{
    public override bool KeepsTopology => Inner.KeepsTopology;

    public override SideReport? Accompanying => Inner.Accompanying;

    public override bool Reports => Inner.Reports;

    public override bool Suspects => Inner.Suspects;

    public override double ExtraFlops(TrainingJob job) => Inner.ExtraFlops(job);

    public override TrainingOutcome Run(ITrainingEngine engine, TrainingJob job) => throw new InvalidOperationException(Reason);
}
