using FedPrune.Actors.Faults;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Training;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Edge;

/// <summary>One device's part of one round: its training job, what that costs, and the upload of what comes of it.</summary>
internal sealed class DeviceJob
{
    private readonly EdgeDeviceActor.TrainRequest _request;
    private readonly Experiment _experiment;
    private readonly int _device;
    private readonly double _extraFlops;

    public DeviceJob(EdgeDeviceActor.TrainRequest request, Experiment experiment, FederatedData data, int device)
    {
        (_request, _experiment, _device) = (request, experiment, device);
        var (part, faults) = (request.Part, request.Faults);
        Job = new TrainingJob(
            part.Topology, part.Values, data.Partition.Memory(device), faults.Labels(data.Labels, data.Images.Train.Classes),
            experiment.Training, experiment.Seed, request.Order.Round, device)
        {
            Work = WorkOf(part.Work, faults),
            Memory = request.Assignment.Memory,
        };
        _extraFlops = Job.Work.ExtraFlops(Job);
    }

    public TrainingJob Job { get; }

    /// <summary>Seconds from the start of the round until the device has the model.</summary>
    public double Received => _request.Waited + _request.Latency + _request.Seconds;

    public double ComputeSeconds => Flops / _request.Profile.FlopsPerSecond;

    private double Flops => (_request.Part.FlopsPerSample * Job.Samples.Length * Job.Settings.Epochs) + _extraFlops;

    /// <summary>What the round costs the device.</summary>
    /// <param name="waited">Seconds for which the job waited for others.</param>
    /// <param name="bytesUp">Of one attempt to upload.</param>
    public DeviceCost Cost(double waited, int bytesUp)
    {
        var faults = _request.Faults;
        var attempts = Math.Min(faults.Lost + 1, DeviceFaults.Attempts);
        var times = _request.Profile.Times(_request.Assignment.BytesDown, Flops, bytesUp);
        var held = times with
        {
            Download = times.Download + _request.Waited,
            Compute = times.Compute + waited,
            Upload = (attempts * times.Upload) + faults.Delay,
        };
        return new DeviceCost(_request.Assignment.BytesDown, attempts * bytesUp, Flops, held) { ExtraFlops = _extraFlops };
    }

    /// <summary>What the device sends.</summary>
    /// <param name="outcome">Of its training.</param>
    /// <param name="waited">Seconds for which the job waited for others.</param>
    public DeviceReport Upload(TrainingOutcome outcome, double waited)
    {
        var (round, topology, faults) = (Job.Round, outcome.Topology ?? Job.Topology, _request.Faults);
        var rounding = RandomStream.For(_experiment.Seed, Purpose.Rounding, round, _device);
        var values = faults.Corrupted(ValueCodec.AsReceived(_experiment.Upload, topology, outcome.Update, rounding));
        var bytesUp = Job.Work.KeepsTopology ? _request.Part.BytesUp : UpdatePayload.SizeOf(_experiment.Upload, topology, carriesMask: true);
        if (outcome.Report is { } report)
            bytesUp += ReportPayload.SizeOf(report);
        var cost = Cost(waited, bytesUp);
        if (faults.Lost >= DeviceFaults.Attempts)
            return new TrainFailed(round, _device, $"its upload was lost {DeviceFaults.Attempts} times");
        if (faults.Damages)
            return new TrainUpload(round, _device, Damaged(topology, outcome.Loss, values), cost);
        var update = new Update(_device, Job.Samples.Length, topology, values) { Report = outcome.Report, Suspected = Job.Work.Suspects };
        return new TrainResult(round, update, outcome.Loss, cost)
        {
            Memory = outcome.Memory,
            Uplink = new UplinkUse(_request.Order.StartsAt + cost.Times.Download + cost.Times.Compute, cost.Times.Upload),
        };
    }

    private ReadOnlyMemory<byte> Damaged(Topology topology, double loss, ReadOnlyMemory<float> values)
    {
        var payload = new UpdatePayload(
            Job.Round, _device, Job.Samples.Length, loss, topology, values, _experiment.Upload, carriesMask: !Job.Work.KeepsTopology);
        var bytes = payload.Encode(RandomStream.For(_experiment.Seed, Purpose.Rounding, Job.Round, _device));
        return _request.Faults.Damaged(bytes, RandomStream.For(_experiment.Seed, Purpose.Faults, Job.Round, _device));
    }

    private static DeviceWork WorkOf(DeviceWork work, DeviceFaults faults) =>
        faults.Has(FaultKind.OutOfMemory) ? new FailingWork(work, "the device is out of memory")
        : faults.Has(FaultKind.SlotThrows) ? new FailingWork(work, "the compute slot broke")
        : work;
}
