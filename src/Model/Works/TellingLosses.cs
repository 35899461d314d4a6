using FedPrune.Model.Aggregation;
using FedPrune.Model.Cost;
using FedPrune.Model.Training;

namespace FedPrune.Model.Works;

/// <summary>
/// Reports its mean loss in each class under the model it received, then trains on logits shifted by its label shares; one
/// that is taken for noisy learns in part from the received model's own predictions (FedNoRo, Wu et al., 2023).
/// </summary>
/// <param name="Distillation">λ_t of a noisy device; 0 for one that is not.</param>
/// <param name="Temperature">Of the received model's predictions.</param>
/// <param name="Suspected">Whether the device is taken for noisy.</param>
public sealed record TellingLosses(double Distillation, double Temperature, bool Suspected) : DeviceWork
{
    public override bool Suspects => Suspected;

    public override SideReport? Accompanying => Suspected ? new SideReport(null, new[] { (float)Distillation }) : null;

    public override bool Reports => true;

    public override TrainingOutcome Run(ITrainingEngine engine, TrainingJob job)
    {
        var losses = engine.ClassLosses(job);
        var outcome = engine.Train(job with { Adjusted = new AdjustedLabels(Suspected ? Distillation : 0, Temperature) });
        return outcome with { Report = new SideReport(null, losses.Select(loss => (float)(double.IsNaN(loss) ? -1 : loss)).ToArray()) };
    }

    public override double ExtraFlops(TrainingJob job) =>
        job.Samples.Length * TrainingFlops.Forward(job.Topology) * (Suspected && Distillation > 0 ? 2 : 1);
}
