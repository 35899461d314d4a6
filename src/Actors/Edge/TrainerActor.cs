using Akka.Actor;
using Akka.Dispatch;
using FedPrune.Actors.Mailboxes;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Edge;

/// <summary>
/// A device's processor: its mailbox lets a job through when the device would be done with it, and a compute slot of the
/// node then does the work. It lives as long as its device has jobs.
/// </summary>
/// <param name="node">Who has the slots.</param>
public sealed class TrainerActor(IActorRef node) : UntypedActor, IRequiresMessageQueue<IComputeQueue>
{
    /// <summary>Train; answered to the parent by <see cref="Computed"/> or <see cref="ComputeFailed"/>.</summary>
    /// <param name="Job">What.</param>
    /// <param name="EntersAt">When the device has it.</param>
    /// <param name="Seconds">FLOPs over the device's FLOP/s.</param>
    public sealed record Compute(TrainingJob Job, double EntersAt, double Seconds) : IComputation
    {
        public int Line => 0;

        public double Latency => 0;

        public long Size => 1;

        public bool Passed { get; private init; }

        /// <summary>Seconds for which it waited for other jobs.</summary>
        public double Waited { get; private init; }

        public ITimedMessage After(double waited) => this with { Passed = true, Waited = waited };
    }

    public sealed record Computed(Compute Compute, TrainingOutcome Outcome);

    public sealed record ComputeFailed(Compute Compute, string Reason);

    private readonly Queue<Compute> _waiting = [];

    public static Props Props(IActorRef node) => Akka.Actor.Props.Create(() => new TrainerActor(node));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Compute compute:
                _waiting.Enqueue(compute);
                if (_waiting.Count == 1)
                    node.Tell(new ComputeSlotActor.Train(compute.Job));
                break;
            case ComputeSlotActor.Trained trained when _waiting.TryDequeue(out var compute):
                Context.Parent.Tell(new Computed(compute, trained.Outcome));
                Next();
                break;
            case ComputeSlotActor.JobFailed failed when _waiting.TryDequeue(out var compute):
                Context.Parent.Tell(new ComputeFailed(compute, failed.Reason));
                Next();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Next()
    {
        if (_waiting.TryPeek(out var next))
            node.Tell(new ComputeSlotActor.Train(next.Job));
    }
}
