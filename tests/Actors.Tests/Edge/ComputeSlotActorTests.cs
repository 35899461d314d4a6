using Akka.Actor;
using FedPrune.Actors.Edge;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Tests.Edge;

public sealed class ComputeSlotActorTests : ActorTest
{
    private readonly RoundOrder _order = Tiny.Order(Tiny.Experiment, 0, 1);

    [Fact]
    public void Makes_its_engine_with_the_first_job_and_keeps_it()
    {
        var engines = new FakeEngines();
        var slot = Sys.ActorOf(ComputeSlotActor.Props(engines.Create));
        slot.Tell(new Identify(1), TestActor);
        ExpectMsg<ActorIdentity>();
        Assert.Equal(0, engines.Made);

        foreach (var device in new[] { 0, 1 })
        {
            slot.Tell(new ComputeSlotActor.Train(Job(device)), TestActor);
            var trained = ExpectMsg<ComputeSlotActor.Trained>();
            Assert.Equal(device, trained.Job.Device);
            Assert.Equal(FakeEngines.UpdateOf(trained.Job), trained.Outcome.Update);
        }
        Assert.Equal(1, engines.Made);
    }

    [Fact]
    public void Names_the_reason_of_a_failure_and_works_on_with_a_new_engine()
    {
        var engines = new FakeEngines
        {
            WhileTraining = job => { if (job.Device == 0) throw new InvalidOperationException("out of memory"); },
            WhileTesting = from => { if (from == 0) throw new InvalidOperationException("no images"); },
        };
        var slot = Sys.ActorOf(ComputeSlotActor.Props(engines.Create));
        slot.Tell(new ComputeSlotActor.Train(Job(0)), TestActor);
        Assert.Equal("training failed: out of memory", ExpectMsg<ComputeSlotActor.JobFailed>().Reason);
        slot.Tell(new ComputeSlotActor.Evaluate(new float[1], 0, 9), TestActor);
        Assert.Equal("testing failed: no images", ExpectMsg<ComputeSlotActor.JobFailed>().Reason);
        slot.Tell(new ComputeSlotActor.Train(Job(1)), TestActor);
        ExpectMsg<ComputeSlotActor.Trained>();
        Assert.Equal((3, 2), (engines.Made, engines.Disposed));
    }

    [Fact]
    public void Disposes_its_engine_when_it_stops()
    {
        var engines = new FakeEngines();
        var slot = Sys.ActorOf(ComputeSlotActor.Props(engines.Create));
        slot.Tell(new ComputeSlotActor.Train(Job(1)), TestActor);
        ExpectMsg<ComputeSlotActor.Trained>();
        Watch(slot);
        Sys.Stop(slot);
        ExpectTerminated(slot);
        Assert.Equal(1, engines.Disposed);
    }

    private TrainingJob Job(int device) => new(
        _order.Plan.Sent, _order.Values, Tiny.Data.Partition.Memory(device), Tiny.Data.Labels, Tiny.Experiment.Training, Tiny.Seed, 0, device);
}
