using Akka.Actor;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Edge;

/// <summary>
/// One process's share of the edge: supervises its devices, owns the compute slots and the queue before them, and hands
/// a round's model, received once, to all of its devices that take part. A device becomes an actor when it is first sampled.
/// </summary>
public sealed class EdgeNodeActor : UntypedActor
{
    /// <summary>Have the cohort train; every device answers the sender by itself.</summary>
    public sealed record TrainCohort(RoundOrder Order);

    private readonly Experiment _experiment;
    private readonly FederatedData _data;
    private readonly Dictionary<int, IActorRef> _devices = [];
    private readonly Queue<(ComputeSlotActor.Train Job, IActorRef Device)> _waiting = [];
    private readonly Queue<IActorRef> _idle = [];
    private readonly Dictionary<IActorRef, IActorRef> _busy = []; // slot → device

    public EdgeNodeActor(Experiment experiment, FederatedData data, int slots, Func<ITrainingEngine> createEngine)
    {
        _experiment = experiment;
        _data = data;
        for (int slot = 0; slot < slots; slot++)
            _idle.Enqueue(Context.ActorOf(ComputeSlotActor.Props(createEngine), $"slot-{slot}"));
    }

    public static Props Props(Experiment experiment, FederatedData data, int slots, Func<ITrainingEngine> createEngine) =>
        Akka.Actor.Props.Create(() => new EdgeNodeActor(experiment, data, slots, createEngine));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TrainCohort cohort:
                foreach (var assignment in cohort.Order.Assignments)
                    Device(assignment.Device).Tell(new EdgeDeviceActor.TrainRequest(cohort.Order, assignment, Sender));
                break;
            case ComputeSlotActor.Train job:
                _waiting.Enqueue((job, Sender));
                Dispatch();
                break;
            case ComputeSlotActor.Trained or ComputeSlotActor.JobFailed when _busy.Remove(Sender, out var device):
                device.Tell(message);
                _idle.Enqueue(Sender);
                Dispatch();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // Whatever goes wrong in a device or a slot, it starts again from what it was made of; it has said so before.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    private void Dispatch()
    {
        while (_waiting.Count > 0 && _idle.TryDequeue(out var slot))
        {
            var (job, device) = _waiting.Dequeue();
            _busy.Add(slot, device);
            slot.Tell(job);
        }
    }

    private IActorRef Device(int device)
    {
        if (!_devices.TryGetValue(device, out var actor))
        {
            actor = Context.ActorOf(EdgeDeviceActor.Props(device, _experiment, _data), $"device-{device}");
            _devices.Add(device, actor);
        }
        return actor;
    }
}
