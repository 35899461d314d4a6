using Akka.Actor;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Cost;
using FedPrune.Model.Randomness;
using FedPrune.Model.Training;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Edge;

/// <summary>
/// One edge device. It knows its profile and its samples and holds no model: for a round it makes a training job, has it
/// computed in a slot of its node, and answers with the update, stamped with the virtual time at which it would arrive.
/// </summary>
public sealed class EdgeDeviceActor(int device, Experiment experiment, FederatedData data) : UntypedActor
{
    /// <summary>Take part in a round; answered to <paramref name="ReplyTo"/> by one <see cref="DeviceReport"/>.</summary>
    public sealed record TrainRequest(RoundOrder Order, Assignment Assignment, IActorRef ReplyTo)
    {
        /// <summary>What the device is to do.</summary>
        public DevicePart Part { get; } = Order.PartOf(Assignment);
    }

    private readonly DeviceProfile _profile = experiment.Population.ProfileOf(device, experiment.Seed);
    private TrainRequest? _request;

    public static Props Props(int device, Experiment experiment, FederatedData data) =>
        Akka.Actor.Props.Create(() => new EdgeDeviceActor(device, experiment, data));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TrainRequest request:
                Begin(request);
                break;
            case ComputeSlotActor.Trained trained when _request is { } request && trained.Job.Round == request.Order.Round:
                Finish(request, trained.Job, trained.Outcome);
                break;
            case ComputeSlotActor.JobFailed failed when _request is { } request:
                _request = null;
                request.ReplyTo.Tell(new TrainFailed(request.Order.Round, device, failed.Reason));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PreRestart(Exception reason, object message)
    {
        _request?.ReplyTo.Tell(new TrainFailed(_request.Order.Round, device, $"the device failed: {reason.Message}"));
        base.PreRestart(reason, message);
    }

    private void Begin(TrainRequest request)
    {
        _request = request;
        var (order, part) = (request.Order, request.Part);
        var job = new TrainingJob(
            part.Topology, part.Values, data.Partition.Memory(device), data.Labels, experiment.Training, experiment.Seed, order.Round, device)
        {
            Work = part.Work,
            Memory = request.Assignment.Memory,
        };
        var least = CostOf(request, job, part.BytesUp); // what the update takes besides is known when it is there
        if (least.Times.Total <= order.Deadline)
        {
            Context.Parent.Tell(new ComputeSlotActor.Train(job));
            return;
        }
        _request = null;
        request.ReplyTo.Tell(new TrainLate(order.Round, device, least));
    }

    private void Finish(TrainRequest request, TrainingJob job, TrainingOutcome outcome)
    {
        var (round, topology) = (job.Round, outcome.Topology ?? job.Topology);
        var rounding = RandomStream.For(experiment.Seed, Purpose.Rounding, round, device);
        var values = ValueCodec.AsReceived(experiment.Upload, topology, outcome.Update, rounding);
        var bytesUp = job.Work.KeepsTopology ? request.Part.BytesUp : UpdatePayload.SizeOf(experiment.Upload, topology, carriesMask: true);
        if (outcome.Report is { } report)
            bytesUp += ReportPayload.SizeOf(report);
        var update = new Update(device, job.Samples.Length, topology, values) { Report = outcome.Report, Suspected = job.Work.Suspects };
        request.ReplyTo.Tell(new TrainResult(round, update, outcome.Loss, CostOf(request, job, bytesUp)) { Memory = outcome.Memory });
        _request = null; // only now: an update that cannot be encoded is answered by PreRestart
    }

    private DeviceCost CostOf(TrainRequest request, TrainingJob job, int bytesUp)
    {
        var bytesDown = request.Assignment.BytesDown;
        var extra = job.Work.ExtraFlops(job);
        var flops = (request.Part.FlopsPerSample * job.Samples.Length * job.Settings.Epochs) + extra;
        return new DeviceCost(bytesDown, bytesUp, flops, _profile.Times(bytesDown, flops, bytesUp)) { ExtraFlops = extra };
    }
}
