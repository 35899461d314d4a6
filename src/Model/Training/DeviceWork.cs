using FedPrune.Model.Aggregation;

namespace FedPrune.Model.Training;

/// <summary>What a device does in a round: how it uses the engine, what it sends back and what it keeps for itself.</summary>
public abstract record DeviceWork
{
    /// <summary>Masked training, and nothing else.</summary>
    public static DeviceWork Training { get; } = new PlainTraining();

    /// <summary>Whether the update is of the topology that was sent; else its mask travels with it.</summary>
    public virtual bool KeepsTopology => true;

    /// <summary>What the server sends along with the model.</summary>
    public virtual SideReport? Accompanying => null;

    /// <summary>Whether the update comes with a report.</summary>
    public virtual bool Reports => false;

    /// <summary>Whether the server takes the device for noisy.</summary>
    public virtual bool Suspects => false;

    /// <summary>Does the work.</summary>
    /// <param name="engine">Whoever computes.</param>
    /// <param name="job">The device's data and the model it received.</param>
    public abstract TrainingOutcome Run(ITrainingEngine engine, TrainingJob job);

    /// <summary>FLOPs beyond those of training the sent topology for the job's epochs.</summary>
    public virtual double ExtraFlops(TrainingJob job) => 0;

    private sealed record PlainTraining : DeviceWork
    {
        public override TrainingOutcome Run(ITrainingEngine engine, TrainingJob job) => engine.Train(job);
    }
}
