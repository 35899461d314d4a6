using Akka.Actor;
using Akka.TestKit;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Server;

namespace FedPrune.Actors.Tests.Edge;

public sealed class EdgeFleetActorTests : ActorTest
{
    private static readonly FleetTerms Terms = new(Nodes: 2, TimeSpan.FromHours(1), Retries: 1);

    private readonly RoundOrder _order = Tiny.Order(Tiny.Experiment, 0, 1, 2, 3, 4, 5, 6, 7);

    [Fact]
    public void The_first_round_waits_for_its_nodes_and_is_spread_over_them()
    {
        var fleet = Sys.ActorOf(EdgeFleetActor.Props(Terms));
        var first = Joined(fleet, "a");
        fleet.Tell(new EdgeNodeActor.TrainCohort(_order), TestActor);
        first.ExpectNoMsg();
        var second = Joined(fleet, "b");
        var (a, b) = (Asked(first), Asked(second));
        Assert.Equal((4, 4), (a.Length, b.Length));
        Assert.Equal(Enumerable.Range(0, 8), a.Concat(b).Order());

        Answer(fleet, first, a[0]);
        Assert.Equal(a[0], ExpectMsg<TrainResult>().Device);
    }

    [Fact]
    public void A_node_that_never_comes_is_waited_for_no_longer_than_there_is_patience()
    {
        var fleet = Sys.ActorOf(EdgeFleetActor.Props(Terms with { Patience = TimeSpan.FromMilliseconds(300) }));
        var only = Joined(fleet, "a");
        fleet.Tell(new EdgeNodeActor.TrainCohort(_order), TestActor);
        Assert.Equal(Enumerable.Range(0, 8), Asked(only).Order());
    }

    [Fact]
    public void A_node_that_comes_and_goes_before_the_first_round_is_not_waited_for_without_end()
    {
        var changes = Subscribed(typeof(EdgeFleetActor.Changed));
        var fleet = Sys.ActorOf(EdgeFleetActor.Props(Terms with { Patience = TimeSpan.FromMilliseconds(300) }));
        var (first, second) = (Joined(fleet, "a"), Joined(fleet, "b"));
        Sys.Stop(second.Ref);
        Assert.Equal([1, 2, 1], Enumerable.Range(0, 3).Select(_ => changes.ExpectMsg<EdgeFleetActor.Changed>().Nodes.Length));
        fleet.Tell(new EdgeNodeActor.TrainCohort(_order), TestActor);
        Assert.Equal(Enumerable.Range(0, 8), Asked(first).Order());
    }

    [Fact]
    public void A_lost_nodes_devices_go_to_the_others_unless_they_have_answered()
    {
        var (fleet, first, second) = Two();
        var (a, b) = (Asked(first), Asked(second));
        Answer(fleet, first, a[0]);
        ExpectMsg<TrainResult>();
        Sys.Stop(first.Ref);
        Assert.Equal(a[1..], Asked(second));
        foreach (var device in b.Concat(a[1..]))
            Answer(fleet, second, device);
        Assert.Equal(b.Concat(a[1..]), ReceiveN(7, Patience).Cast<TrainResult>().Select(r => r.Device));
        ExpectNoMsg();
    }

    [Fact]
    public void A_device_lost_with_more_nodes_than_allowed_has_failed()
    {
        var (fleet, first, second) = Two();
        var (a, b) = (Asked(first), Asked(second));
        Sys.Stop(first.Ref);
        Asked(second);
        Sys.Stop(second.Ref);
        Assert.Equal(b, Asked(Joined(fleet, "c"))); // for whom the round has waited
        var failed = ReceiveN(4, Patience).Cast<TrainFailed>().ToList();
        Assert.Equal(a, failed.Select(f => f.Device).Order());
        Assert.All(failed, f => Assert.Equal("its node is gone", f.Reason));
    }

    [Fact]
    public void A_fleet_alone_for_too_long_ends_the_run()
    {
        var ended = Subscribed(typeof(RunFailed));
        Sys.ActorOf(EdgeFleetActor.Props(Terms with { Patience = TimeSpan.FromMilliseconds(1) }));
        Assert.Contains("no edge node", ended.ExpectMsg<RunFailed>().Reason, StringComparison.Ordinal);
    }

    private (IActorRef Fleet, TestProbe First, TestProbe Second) Two()
    {
        var fleet = Sys.ActorOf(EdgeFleetActor.Props(Terms));
        var (first, second) = (Joined(fleet, "a"), Joined(fleet, "b"));
        fleet.Tell(new EdgeNodeActor.TrainCohort(_order), TestActor);
        return (fleet, first, second);
    }

    private TestProbe Joined(IActorRef fleet, string name)
    {
        var node = CreateTestProbe();
        fleet.Tell(new EdgeFleetActor.Join(node.Ref, name, Slots: 1));
        return node;
    }

    private static int[] Asked(TestProbe node) =>
        [.. node.ExpectMsg<EdgeNodeActor.TrainCohort>().Order.Assignments.Select(a => a.Device)];

    private void Answer(IActorRef fleet, TestProbe node, int device) => fleet.Tell(Tiny.Answer(_order, device), node.Ref);
}
