using Akka.Actor;
using Akka.Actor.Setup;

namespace FedPrune.Compat.Tests.TestKit;

public sealed class TestKitLifeTests
{
    [Fact]
    public void A_kit_makes_its_system_and_terminates_it()
    {
        ActorSystem system;
        using (var kit = new Kit("akka.loglevel = ERROR"))
        {
            system = kit.Sys;
            Assert.Equal("test", system.Name);
            Assert.Equal("ERROR", system.Settings.LogLevel);
            Assert.StartsWith("/system/testActor", kit.TestActor.Path.ToStringWithoutAddress(), StringComparison.Ordinal);
        }

        Assert.True(system.WhenTerminated.IsCompleted);
    }

    [Fact]
    public void A_kit_takes_a_system_that_is_there()
    {
        using var system = ActorSystem.Create("mine");
        using var kit = new Kit(system);
        Assert.Same(system, kit.Sys);
        kit.TestActor.Tell("x");
        kit.ExpectMsg("x");
    }

    [Fact]
    public void A_kit_takes_a_setup_and_a_name()
    {
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig("akka.loglevel = ERROR\nown = 5"));
        using var kit = new Kit(setup, "named");
        Assert.Equal("named", kit.Sys.Name);
        Assert.Equal(5, kit.Sys.Settings.Config.GetInt("own"));
        Assert.Equal(TimeSpan.FromSeconds(3), kit.TestKitSettings.SingleExpectDefault);
    }

    [Fact]
    public void What_is_to_be_done_after_a_test_is_done_once_while_the_system_lives()
    {
        var kit = new Kit("akka.loglevel = ERROR");
        kit.Dispose();
        Assert.Equal([false], kit.TerminatedAfterAll);
    }

    [Fact]
    public void A_latch_opens_when_it_was_counted_down()
    {
        using var kit = new Kit("akka.loglevel = ERROR");
        var latch = kit.CreateTestLatch(2);
        Assert.Throws<TimeoutException>(() => latch.Ready(ShortTimes.Moment));
        latch.CountDown();
        Assert.False(latch.IsOpen);
        latch.CountDown();
        latch.Ready(ShortTimes.Moment);
        Assert.True(latch.IsOpen);
        latch.Reset();
        Assert.False(latch.IsOpen);
        latch.Open();
        Assert.True(latch.IsOpen);
    }

    [Fact]
    public async Task A_barrier_lets_all_go_together()
    {
        using var kit = new Kit("akka.loglevel = ERROR");
        var barrier = kit.CreateTestBarrier(2);
        var other = Task.Run(barrier.Await);
        Assert.False(other.IsCompleted);
        barrier.Await();
        await other;
        Assert.True(other.IsCompletedSuccessfully);
    }

    [Fact]
    public void Full_debugging_logs_what_actors_do()
    {
        var debugging = Akka.TestKit.Xunit2.TestKit.FullDebugConfig;
        Assert.Equal("DEBUG", debugging.GetString("akka.loglevel"));
        Assert.True(debugging.GetBoolean("akka.actor.debug.unhandled"));
    }

    private sealed class Kit : Akka.TestKit.Xunit2.TestKit
    {
        public Kit(string config) : base(config) { }

        public Kit(ActorSystem system) : base(system) { }

        public Kit(ActorSystemSetup setup, string name) : base(setup, name) { }

        public List<bool> TerminatedAfterAll { get; } = [];

        protected override void AfterAll() => TerminatedAfterAll.Add(Sys.WhenTerminated.IsCompleted);
    }
}
