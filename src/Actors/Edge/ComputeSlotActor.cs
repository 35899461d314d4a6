using Akka.Actor;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Edge;

/// <summary>
/// One core's worth of training: owns an engine (a model's memory and its scratch) and serves one job at a time, on the
/// training dispatcher. A job that throws costs the engine, which is made anew; its sender is told.
/// </summary>
public sealed class ComputeSlotActor(Func<ITrainingEngine> createEngine) : UntypedActor
{
    /// <summary>Train; answered to the sender by <see cref="Trained"/> or <see cref="JobFailed"/>.</summary>
    public sealed record Train(TrainingJob Job);

    /// <summary>Evaluate test images [From, To); answered by <see cref="Evaluated"/> or <see cref="JobFailed"/>.</summary>
    public sealed record Evaluate(ReadOnlyMemory<float> Weights, int From, int To);

    public sealed record Trained(TrainingJob Job, TrainingOutcome Outcome);

    public sealed record Evaluated(Evaluate Job, Evaluation Result);

    public sealed record JobFailed(string Reason);

    private ITrainingEngine? _engine; // made by the first job, on the training dispatcher

    private ITrainingEngine Engine => _engine ??= createEngine();

    public static Props Props(Func<ITrainingEngine> createEngine) =>
        Akka.Actor.Props.Create(() => new ComputeSlotActor(createEngine)).WithDispatcher(Dispatchers.Training);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Train train:
                Sender.Tell(new Trained(train.Job, train.Job.Work.Run(Engine, train.Job)));
                break;
            case Evaluate evaluate:
                Sender.Tell(new Evaluated(evaluate, Engine.Evaluate(evaluate.Weights, evaluate.From, evaluate.To)));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PreRestart(Exception reason, object message)
    {
        Sender.Tell(new JobFailed($"{(message is Evaluate ? "testing" : "training")} failed: {reason.Message}"));
        base.PreRestart(reason, message);
    }

    protected override void PostStop() => _engine?.Dispose();
}
