using Akka.Actor;
using FedPrune.Actors;
using FedPrune.Actors.Edge;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;

namespace FedPrune.Bench;

/// <summary>What a device costs that was sampled once and now waits.</summary>
internal static class IdleDevices
{
    /// <summary>Managed bytes a device, its share of the node's tables included.</summary>
    /// <param name="system">Where the devices stay.</param>
    /// <param name="experiment">All of whose devices are sampled once.</param>
    /// <param name="data">Their data.</param>
    public static async Task<double> BytesAsync(ActorSystem system, Experiment experiment, FederatedData data)
    {
        await SampleAsync(system, "first", experiment, data, devices: 1);
        var before = Settled();
        await SampleAsync(system, "all", experiment, data, experiment.Devices);
        return (double)(Settled() - before) / experiment.Devices;
    }

    private static Task SampleAsync(ActorSystem system, string name, Experiment experiment, FederatedData data, int devices)
    {
        var edge = system.ActorOf(EdgeNodeActor.Props(experiment, data, slots: 1, () => new NoTraining()), name);
        var topology = Topology.Of(experiment.Network.Layout, [0]); // no model to speak of, lest it be counted
        var plan = new RoundPlan(0, topology, topology, topology, new float[1]);
        var order = new RoundOrder(
            plan, plan.Values, BytesUp: 0, FlopsPerSample: 0, double.PositiveInfinity,
            [.. Enumerable.Range(0, devices).Select(device => new Assignment(device, BytesDown: 0))]);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(RollCall.Props(edge, order, done));
        return done.Task;
    }

    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed class RollCall(IActorRef edge, RoundOrder order, TaskCompletionSource done) : UntypedActor
    {
        private int _awaited = order.Assignments.Length;

        public static Props Props(IActorRef edge, RoundOrder order, TaskCompletionSource done) =>
            Akka.Actor.Props.Create(() => new RollCall(edge, order, done));

        protected override void PreStart() => edge.Tell(new EdgeNodeActor.TrainCohort(order));

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case TrainResult when --_awaited == 0:
                    done.SetResult();
                    Context.Stop(Self);
                    break;
                case TrainResult:
                    break;
                case TrainFailed failed:
                    done.TrySetException(new InvalidOperationException(failed.Reason));
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }

    private sealed class NoTraining : ITrainingEngine
    {
        private float[] _nothing = [];

        public TrainingOutcome Train(TrainingJob job)
        {
            Array.Resize(ref _nothing, job.Topology.Count);
            return new TrainingOutcome(_nothing, 0);
        }

        public Evaluation Evaluate(ReadOnlyMemory<float> weights, int from, int to) => throw new NotSupportedException("nothing is tested here");

        public void Dispose() => _nothing = [];
    }
}
