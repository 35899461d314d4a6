using Akka.Actor;
using FedPrune.Actors.Faults;
using FedPrune.Actors.Mailboxes;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Edge;

/// <summary>
/// One process's share of the edge: supervises its devices, owns the compute slots and the queue before them, and hands
/// a round's model, received once, to all of its devices that take part. A device becomes an actor when it is first sampled.
/// </summary>
public sealed class EdgeNodeActor : UntypedActor, IWithTimers
{
    /// <summary>Have the cohort train; every device answers the sender by itself.</summary>
    public sealed record TrainCohort(RoundOrder Order);

    private sealed record SlotHangs(IActorRef Slot);

    private readonly Experiment _experiment;
    private readonly FederatedData _data;
    private readonly Func<ITrainingEngine> _createEngine;
    private readonly FederationOptions _options;
    private readonly FaultSchedule _faults;
    private readonly Dictionary<int, IActorRef> _devices = [];
    private readonly Queue<(ComputeSlotActor.Train Job, IActorRef Trainer)> _waiting = [];
    private readonly Queue<IActorRef> _idle = [];
    private readonly Dictionary<IActorRef, IActorRef> _busy = []; // slot → trainer

    public EdgeNodeActor(Experiment experiment, FederatedData data, int slots, Func<ITrainingEngine> createEngine, FederationOptions options)
    {
        (_experiment, _data, _createEngine, _options) = (experiment, data, createEngine, options);
        _faults = new FaultSchedule(experiment.Faults, experiment.Devices, experiment.Seed);
        for (int slot = 0; slot < slots; slot++)
            _idle.Enqueue(Context.ActorOf(ComputeSlotActor.Props(createEngine), $"slot-{slot}"));
    }

    public ITimerScheduler Timers { get; set; } = null!; // set by Akka

    public static Props Props(
        Experiment experiment, FederatedData data, int slots, Func<ITrainingEngine> createEngine, FederationOptions? options = null)
    {
        var chosen = options ?? new FederationOptions();
        return Akka.Actor.Props.Create(() => new EdgeNodeActor(experiment, data, slots, createEngine, chosen));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TrainCohort cohort:
                foreach (var assignment in cohort.Order.Assignments)
                    Device(assignment.Device).Tell(Request(cohort.Order, assignment));
                break;
            case Refused { Message: EdgeDeviceActor.TrainRequest request } refused:
                request.ReplyTo.Tell(new TrainFailed(request.Order.Round, request.Assignment.Device, $"its download was refused: {refused.Reason}"));
                break;
            case ComputeSlotActor.Train job:
                _waiting.Enqueue((job, Sender));
                Dispatch();
                break;
            case ComputeSlotActor.Trained or ComputeSlotActor.JobFailed when _busy.Remove(Sender, out var trainer):
                Timers.Cancel(Sender);
                trainer.Tell(message);
                _idle.Enqueue(Sender);
                Dispatch();
                break;
            case SlotHangs hangs when _busy.Remove(hangs.Slot, out var trainer):
                trainer.Tell(new ComputeSlotActor.JobFailed($"its compute slot hung: no answer in {_options.SlotTimeout}"));
                Replace(hangs.Slot);
                Dispatch();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // Whatever goes wrong in a device or a slot, it starts again from what it was made of; it has said so before.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    private EdgeDeviceActor.TrainRequest Request(RoundOrder order, Assignment assignment)
    {
        var faults = _faults.Of(order.Round, assignment.Device);
        var profile = _experiment.Population.ProfileOf(assignment.Device, _experiment.Seed);
        return new EdgeDeviceActor.TrainRequest(order, assignment, faults.Slowed(profile), faults, Sender);
    }

    private void Dispatch()
    {
        while (_waiting.Count > 0 && _idle.TryDequeue(out var slot))
        {
            var (job, trainer) = _waiting.Dequeue();
            _busy.Add(slot, trainer);
            if (_options.SlotTimeout is { } timeout)
                Timers.StartSingleTimer(slot, new SlotHangs(slot), timeout); // before the slot can begin
            slot.Tell(job);
        }
    }

    // A thread cannot be taken from its job: the slot goes when the job ends, if it ever does; another takes its place.
    private void Replace(IActorRef slot)
    {
        Context.Stop(slot);
        _idle.Enqueue(Context.ActorOf(ComputeSlotActor.Props(_createEngine)));
    }

    private IActorRef Device(int device)
    {
        if (!_devices.TryGetValue(device, out var actor))
        {
            var name = $"device-{device}";
            actor = Context.ActorOf(_options.Decorate(name, EdgeDeviceActor.Props(device, _experiment, _data)), name);
            _devices.Add(device, actor);
        }
        return actor;
    }
}
