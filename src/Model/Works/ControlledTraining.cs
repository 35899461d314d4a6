using FedPrune.Model.Aggregation;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;

namespace FedPrune.Model.Works;

/// <summary>
/// SGD on <c>g − c_i + c</c> (SCAFFOLD, Karimireddy et al., 2020, algorithm 1, option II): afterwards
/// <c>c_i⁺ = c_i − c + (w − w_i)/(S·η)</c> after S steps, of which the difference to c_i is reported. The device keeps c_i.
/// </summary>
/// <param name="Control">(P) c.</param>
public sealed record ControlledTraining(ReadOnlyMemory<float> Control) : DeviceWork
{
    private SideReport? _accompanying;

    public override SideReport? Accompanying => _accompanying;

    /// <summary>The work with what it sends along.</summary>
    /// <param name="dense">The dense topology.</param>
    /// <param name="control">(P) c.</param>
    public static ControlledTraining Of(Topology dense, ReadOnlyMemory<float> control) =>
        new(control) { _accompanying = new SideReport(dense, control) };

    public override bool Reports => true;

    public override TrainingOutcome Run(ITrainingEngine engine, TrainingJob job)
    {
        var own = job.Memory.IsEmpty ? new float[job.Topology.Count] : job.Memory.ToArray();
        var correction = Control.ToArray();
        System.Numerics.Tensors.TensorPrimitives.Subtract(correction, own, correction);
        var outcome = engine.Train(job with { Correction = correction });

        var scale = 1 / (job.Steps * job.Settings.LearningRate);
        var change = new float[own.Length];
        for (int j = 0; j < change.Length; j++)
        {
            change[j] = -Control.Span[j] - (outcome.Update[j] * scale); // w − w_i = −u
            own[j] += change[j];
        }
        return outcome with { Report = new SideReport(job.Topology, change), Memory = own };
    }
}
