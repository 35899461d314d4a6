using Akka.Actor;
using Akka.Dispatch;
using FedPrune.Actors.Faults;
using FedPrune.Actors.Mailboxes;
using FedPrune.Model.Cost;

namespace FedPrune.Actors.Edge;

/// <summary>
/// One edge device. It knows its samples and holds no model: for a round it makes a training job, has it computed, and
/// answers with the update, stamped with the virtual time at which it would arrive. Models come through a bandwidth
/// mailbox, jobs go through the compute mailbox of its <see cref="TrainerActor"/>.
/// </summary>
public sealed class EdgeDeviceActor(int device, Experiment experiment, FederatedData data) : UntypedActor, IRequiresMessageQueue<IBandwidthQueue>
{
    /// <summary>Take part in a round; answered to <paramref name="ReplyTo"/> by one <see cref="DeviceReport"/>.</summary>
    /// <param name="Order">The round.</param>
    /// <param name="Assignment">The device's part in it.</param>
    /// <param name="Profile">What the device can do now.</param>
    /// <param name="Faults">What goes wrong.</param>
    /// <param name="ReplyTo">The round.</param>
    public sealed record TrainRequest(RoundOrder Order, Assignment Assignment, DeviceProfile Profile, DeviceFaults Faults, IActorRef ReplyTo)
        : IPayload
    {
        /// <summary>What the device is to do.</summary>
        public DevicePart Part { get; } = Order.PartOf(Assignment);

        public int Line => 0;

        public double EntersAt => Order.StartsAt;

        /// <summary>What the transfer takes; who is not waited for breaks it off when the round is over.</summary>
        public double Seconds => Order.TrainsLate ? Transfer : Math.Min(Transfer, Order.Deadline);

        private double Transfer => 8 * (double)Assignment.BytesDown / Profile.DownBitsPerSecond;

        public double Latency => Profile.LatencySeconds;

        public long Size => Assignment.BytesDown;

        public bool Passed { get; private init; }

        /// <summary>Seconds for which it waited for other downloads.</summary>
        public double Waited { get; private init; }

        public ITimedMessage After(double waited) => this with { Passed = true, Waited = waited };
    }

    private Dictionary<int, TrainRequest>? _requests; // by round; made when needed: most devices wait most of the time
    private IActorRef? _trainer;
    private double _busyUntil;

    public static Props Props(int device, Experiment experiment, FederatedData data) =>
        Akka.Actor.Props.Create(() => new EdgeDeviceActor(device, experiment, data));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TrainRequest request:
                Begin(request);
                break;
            case TrainerActor.Computed computed when RequestOf(computed.Compute) is { } request:
                Finish(request, computed);
                break;
            case TrainerActor.ComputeFailed failed when RequestOf(failed.Compute) is { } request:
                Fail(request, failed.Reason);
                break;
            case Refused { Message: TrainerActor.Compute compute } refused when RequestOf(compute) is { } request:
                Fail(request, refused.Reason);
                break;
            case Refused { Message: DeviceReport report } refused:
                Sender.Tell(new TrainFailed(report.Round, device, $"its upload was refused: {refused.Reason}"));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PreRestart(Exception reason, object message)
    {
        foreach (var request in _requests?.Values ?? Enumerable.Empty<TrainRequest>())
            request.ReplyTo.Tell(Failure(request, $"the device failed: {reason.Message}"));
        base.PreRestart(reason, message);
    }

    private void Begin(TrainRequest request)
    {
        (_requests ??= []).Add(request.Order.Round, request);
        var (order, faults) = (request.Order, request.Faults);
        if (faults.Has(FaultKind.CrashBefore))
            throw new DeviceCrashedException("it crashed before training");
        var job = new DeviceJob(request, experiment, data, device);
        var least = job.Cost(waited: 0, request.Part.BytesUp); // what the update takes besides is known when it is there
        var arrives = order.StartsAt + least.Times.Total;
        if (faults.Away(order.StartsAt, device) || faults.Away(arrives, device) || !request.Profile.IsThere(device, order.StartsAt, arrives))
            Fail(request, "the device was away");
        else if (faults.Has(FaultKind.SlotHangs))
            Fail(request, "its compute slot hung");
        else if (least.Times.Total > order.Deadline && !order.TrainsLate)
            Answer(request, new TrainLate(order.Round, device, least));
        else
            Train(request, job);
        if (faults.Has(FaultKind.CrashDuring))
            throw new DeviceCrashedException("it crashed while training");
    }

    private void Train(TrainRequest request, DeviceJob job)
    {
        var received = request.Order.StartsAt + job.Received;
        _trainer ??= Context.ActorOf(TrainerActor.Props(Context.Parent), $"trainer-{request.Order.Round}");
        _trainer.Tell(new TrainerActor.Compute(job.Job, Math.Max(received, _busyUntil), job.ComputeSeconds));
    }

    private void Finish(TrainRequest request, TrainerActor.Computed computed)
    {
        if (request.Faults.Has(FaultKind.CrashAfter))
            throw new DeviceCrashedException("it crashed after training");
        var job = new DeviceJob(request, experiment, data, device);
        var received = request.Order.StartsAt + job.Received;
        var starts = computed.Compute.EntersAt + computed.Compute.Waited;
        _busyUntil = starts + computed.Compute.Seconds;
        Answer(request, job.Upload(computed.Outcome, starts - received));
    }

    private void Fail(TrainRequest request, string reason) => Answer(request, Failure(request, reason));

    private TrainFailed Failure(TrainRequest request, string reason) =>
        new(request.Order.Round, device, reason) { Fault = request.Faults.Names };

    private void Answer(TrainRequest request, DeviceReport report)
    {
        var named = report with { Fault = request.Faults.Names };
        request.ReplyTo.Tell(named);
        if (request.Faults.Has(FaultKind.UploadDoubled) && report is TrainResult or TrainUpload)
            request.ReplyTo.Tell(named);
        _requests!.Remove(request.Order.Round); // only now: an update that cannot be encoded is answered by PreRestart
        if (_requests.Count > 0)
            return;
        Context.Stop(_trainer ?? ActorRefs.Nobody);
        (_requests, _trainer) = (null, null);
    }

    private TrainRequest? RequestOf(TrainerActor.Compute compute) => _requests?.GetValueOrDefault(compute.Job.Round);

    private sealed class DeviceCrashedException(string message) : Exception(message);
}
