using Akka.Actor;
using FedPrune.Actors.Edge;
using FedPrune.Model.Cost;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Tests.Edge;

public sealed class EdgeNodeActorTests : ActorTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Trains_as_many_devices_at_once_as_it_has_slots_and_never_more(int slots)
    {
        using var begun = new CountdownEvent(slots);
        using var gate = new ManualResetEventSlim();
        var engines = new FakeEngines
        {
            WhileTraining = _ =>
            {
                if (!begun.IsSet)
                    begun.Signal();
                gate.Wait(Patience);
            },
        };
        Ask(Tiny.Experiment, engines, slots, 0, 1, 2, 3, 4, 5, 6);
        Assert.True(begun.Wait(Patience));
        Assert.Equal(slots, engines.Jobs.Count);
        gate.Set();

        Assert.Equal(Enumerable.Range(0, 7), Answers<TrainResult>(7).Select(r => r.Device).Order());
        Assert.Equal(slots, engines.MostRunning);
        Assert.Equal(slots, engines.Made);
    }

    [Fact]
    public void Fails_only_the_device_whose_training_throws()
    {
        var engines = new FakeEngines { WhileTraining = job => { if (job.Device == 2) throw new ArithmeticException("lost a bit"); } };
        var node = Ask(Tiny.Experiment, engines, 1, 1, 2, 3);
        var answers = Answers<DeviceReport>(3);
        var failed = Assert.Single(answers.OfType<TrainFailed>());
        Assert.Equal(new TrainFailed(0, 2, "training failed: lost a bit"), failed);
        Assert.Equal([1, 3], answers.OfType<TrainResult>().Select(r => r.Device).Order());

        node.Tell(new EdgeNodeActor.TrainCohort(Tiny.Order(Tiny.Experiment, 3)), TestActor);
        ExpectMsg<TrainResult>();
    }

    [Fact]
    public void Makes_a_device_an_actor_only_when_it_is_sampled()
    {
        var node = Ask(Tiny.Experiment, new FakeEngines(), 1, 2, 6);
        Answers<TrainResult>(2);
        for (int device = 0; device < Tiny.Devices; device++)
        {
            Sys.ActorSelection(node.Path / $"device-{device}").Tell(new Identify(device), TestActor);
            Assert.Equal(device is 2 or 6, ExpectMsg<ActorIdentity>().Subject is not null);
        }
    }

    [Fact]
    public void Has_no_device_trained_that_could_not_be_done_in_time()
    {
        var engines = new FakeEngines();
        var inTime = CostOf(device: 1).Times.Total;
        var slower = Enumerable.Range(0, Tiny.Devices).First(d => CostOf(d).Times.Total > inTime);
        Ask(Tiny.Experiment with { Deadline = inTime }, engines, 1, 1, slower);
        var answers = Answers<DeviceReport>(2);
        Assert.Equal(new TrainLate(0, slower, CostOf(slower)), Assert.Single(answers.OfType<TrainLate>()));
        Assert.Equal(1, Assert.Single(answers.OfType<TrainResult>()).Device);
        Assert.Equal([1], engines.Jobs.Select(job => job.Device));
    }

    [Fact]
    public void Costs_what_the_formula_says()
    {
        Ask(Tiny.Experiment, new FakeEngines(), 2, 0, 4);
        foreach (var result in Answers<TrainResult>(2))
        {
            Assert.Equal(CostOf(result.Device), result.Cost);
            Assert.Equal(Tiny.Data.Partition.CountOf(result.Device), result.Update.Samples);
        }
    }

    [Fact]
    public void Sends_what_the_wire_leaves_of_an_update()
    {
        var engines = new FakeEngines();
        Ask(Tiny.Experiment with { Upload = ValueFormat.Fp16 }, engines, 1, 4);
        var result = ExpectMsg<TrainResult>();
        var exact = FakeEngines.UpdateOf(engines.Jobs.Single());
        Assert.Equal(exact.Select(x => (float)(Half)x), result.Update.Values.ToArray());
    }

    [Fact]
    public void Fails_a_device_whose_update_does_not_fit_the_wire()
    {
        // Half precision ends at 65504; an update of −0.1 times a start of 10⁷ is beyond it.
        var order = Tiny.Order(Tiny.Experiment, 4);
        var large = new float[order.Values.Length];
        large.AsSpan().Fill(1e7f);
        var node = Sys.ActorOf(EdgeNodeActor.Props(Tiny.Experiment with { Upload = ValueFormat.Fp16 }, Tiny.Data, 1, new FakeEngines().Create));
        node.Tell(new EdgeNodeActor.TrainCohort(order with { Values = large }), TestActor);
        Assert.Contains("not a finite number", ExpectMsg<TrainFailed>().Reason, StringComparison.Ordinal);

        node.Tell(new EdgeNodeActor.TrainCohort(order), TestActor);
        Assert.Equal(4, ExpectMsg<TrainResult>().Device);
    }

    [Fact]
    public void Fails_a_device_that_has_no_data()
    {
        Ask(Tiny.Experiment, new FakeEngines(), 1, Tiny.Devices + 1);
        Assert.StartsWith("the device failed: ", ExpectMsg<TrainFailed>().Reason, StringComparison.Ordinal);
    }

    private IActorRef Ask(Experiment experiment, FakeEngines engines, int slots, params ReadOnlySpan<int> devices)
    {
        var node = Sys.ActorOf(EdgeNodeActor.Props(experiment, Tiny.Data, slots, engines.Create));
        node.Tell(new EdgeNodeActor.TrainCohort(Tiny.Order(experiment, devices)), TestActor);
        return node;
    }

    private List<T> Answers<T>(int count) => [.. ReceiveN(count, Patience).Cast<T>()];

    // By hand: 1000 bytes at 8 kbit/s down, 500 at 4 kbit/s up, a quarter of a second each way, 100 FLOPs a sample, 2 epochs, 1 MFLOP/s.
    private static DeviceCost CostOf(int device)
    {
        var flops = 100.0 * 2 * Tiny.Data.Partition.CountOf(device);
        return new DeviceCost(1000, 500, flops, new DeviceTimes(0.25 + 1, flops / 1e6, 0.25 + 1));
    }
}
