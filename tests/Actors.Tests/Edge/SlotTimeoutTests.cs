using Akka.Configuration;
using Akka.TestKit;
using FedPrune.Actors.Edge;

namespace FedPrune.Actors.Tests.Edge;

/// <summary>A slot that hangs in reality is given up when its time is over; the time is the test's.</summary>
public sealed class SlotTimeoutTests() : Akka.TestKit.Xunit2.TestKit(ConfigurationFactory
    .ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"").WithFallback(ActorTest.Configuration))
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10), Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_job_that_hangs_is_failed_and_another_slot_takes_the_next()
    {
        using var hangs = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var engines = new FakeEngines
        {
            WhileTraining = job =>
            {
                if (job.Device != 1)
                    return;
                begun.Set();
                hangs.Wait(Patience);
            },
        };
        var node = Sys.ActorOf(EdgeNodeActor.Props(Tiny.Experiment, Tiny.Data, 1, engines.Create, new FederationOptions { SlotTimeout = Timeout }));
        node.Tell(new EdgeNodeActor.TrainCohort(Tiny.Order(Tiny.Experiment, 1)), TestActor);
        Assert.True(begun.Wait(Patience));
        node.Tell(new EdgeNodeActor.TrainCohort(Tiny.Order(Tiny.Experiment, 4)), TestActor); // waits for the only slot
        ((TestScheduler)Sys.Scheduler).Advance(Timeout);

        var answers = ReceiveN(2).Cast<DeviceReport>().OrderBy(report => report.Device).ToArray();
        Assert.Equal("its compute slot hung: no answer in 00:10:00", Assert.IsType<TrainFailed>(answers[0]).Reason);
        Assert.Equal(4, Assert.IsType<TrainResult>(answers[1]).Device);
        hangs.Set();
    }
}
