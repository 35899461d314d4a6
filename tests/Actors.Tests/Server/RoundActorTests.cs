using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Server;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Pruning;

namespace FedPrune.Actors.Tests.Server;

public sealed class RoundActorTests : ActorTest
{
    private readonly RoundOrder _order = Tiny.Order(Tiny.Experiment with { Deadline = 30 }, 2, 3, 5, 7);
    private readonly TestProbe _edge;

    public RoundActorTests() => _edge = CreateTestProbe();

    [Fact]
    public void Asks_the_edge_once_and_reports_once_when_all_have_answered()
    {
        var round = Begin();
        Watch(round);
        foreach (var device in new[] { 7, 2, 3 })
            round.Tell(Tiny.Answer(_order, device));
        ExpectNoMsg();
        round.Tell(Tiny.Answer(_order, 5, seconds: 4));

        var completed = ExpectMsg<RoundActor.Completed>();
        Assert.Equal([2, 3, 5, 7], completed.Results.Select(r => r.Device));
        Assert.True(completed.Quorate);
        Assert.Equal(4, completed.Seconds);
        ExpectTerminated(round);
        _edge.ExpectNoMsg();
    }

    [Fact]
    public void Gives_the_same_report_whatever_the_order_of_arrival()
    {
        DeviceReport[] reports =
        [
            Tiny.Answer(_order, 2, 0.1f, seconds: 3), new TrainLate(0, 3, Tiny.Cost(_order, 31)),
            new TrainFailed(0, 5, "broken"), Tiny.Answer(_order, 7, 0.2f, seconds: 2),
        ];
        var expected = Complete(0.5, reports);
        Assert.Equal(30, expected.Seconds);
        foreach (var permutation in Permutations(reports))
        {
            var completed = Complete(0.5, permutation);
            Assert.Equal(expected.Results.AsEnumerable(), completed.Results);
            Assert.Equal(expected.Late.AsEnumerable(), completed.Late);
            Assert.Equal(expected.Failed.AsEnumerable(), completed.Failed);
            Assert.Equal((expected.Round, expected.Seconds, expected.Quorate), (completed.Round, completed.Seconds, completed.Quorate));
        }
    }

    [Fact]
    public void Counts_an_answer_beyond_the_deadline_as_late_whatever_it_calls_itself()
    {
        var completed = Complete(0, Tiny.Answer(_order, 2), Tiny.Answer(_order, 3, seconds: 30.5), Tiny.Answer(_order, 5), Tiny.Answer(_order, 7));
        Assert.Equal([2, 5, 7], completed.Results.Select(r => r.Device));
        var late = Assert.Single(completed.Late);
        Assert.Equal((3, 30.5), (late.Device, late.Cost.Times.Total));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Fails_a_device_whose_update_is_not_finite(float poison)
    {
        var poisoned = Tiny.Answer(_order, 3);
        var values = poisoned.Update.Values.ToArray();
        values[^1] = poison;
        var failed = OneFailure(poisoned with { Update = poisoned.Update with { Values = values } });
        Assert.Equal("its update is not finite", failed.Reason);
    }

    [Fact]
    public void Fails_a_device_whose_update_is_of_another_topology_or_length()
    {
        var answer = Tiny.Answer(_order, 3);
        var dense = Topology.Dense(Tiny.Network.Layout);
        Update[] wrong =
        [
            answer.Update with { Topology = dense, Values = new float[dense.Count] },
            answer.Update with { Values = answer.Update.Values[1..] },
        ];
        foreach (var update in wrong)
            Assert.Equal("its update is not of the topology it was sent", OneFailure(answer with { Update = update }).Reason);
    }

    [Fact]
    public void Drops_duplicates_strangers_and_answers_to_other_rounds()
    {
        var unhandled = Subscribed(typeof(UnhandledMessage));
        var round = Begin();
        DeviceReport[] refused =
        [
            Tiny.Answer(_order, 2, value: 9), Tiny.Answer(_order, 4), new TrainFailed(1, 3, "of tomorrow"), new TrainFailed(0, 2, "late remorse"),
        ];
        round.Tell(Tiny.Answer(_order, 2));
        foreach (var report in refused)
        {
            round.Tell(report);
            Assert.Equal(report, unhandled.ExpectMsg<UnhandledMessage>().Message);
        }
        foreach (var device in new[] { 3, 5, 7 })
            round.Tell(Tiny.Answer(_order, device));

        var completed = ExpectMsg<RoundActor.Completed>();
        Assert.Equal([2, 3, 5, 7], completed.Results.Select(r => r.Device));
        Assert.Equal(0.01f, completed.Results[0].Update.Values.Span[0]);
        Assert.Empty(completed.Failed);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0, 1, true)]
    [InlineData(0.5, 1, false)]
    [InlineData(0.5, 2, true)]
    [InlineData(0.51, 2, false)]
    [InlineData(1, 4, true)]
    public void Counts_only_with_its_quorum(double quorum, int answering, bool quorate)
    {
        var completed = Complete(
            quorum, [.. _order.Assignments.Select((a, i) => i < answering ? (DeviceReport)Tiny.Answer(_order, a.Device) : new TrainFailed(0, a.Device, "no"))]);
        Assert.Equal(quorate, completed.Quorate);
        Assert.Equal((answering, 4 - answering), (completed.Results.Length, completed.Failed.Length));
    }

    [Fact]
    public void Fails_those_who_have_not_answered_when_their_node_is_gone()
    {
        var round = Begin();
        round.Tell(Tiny.Answer(_order, 5));
        Sys.Stop(_edge.Ref);

        var completed = ExpectMsg<RoundActor.Completed>();
        Assert.Equal([5], completed.Results.Select(r => r.Device));
        Assert.Equal([2, 3, 7], completed.Failed.Select(f => f.Device));
        Assert.All(completed.Failed, f => Assert.Equal("its node is gone", f.Reason));
    }

    [Fact]
    public void Waits_for_everybody_where_there_is_no_deadline()
    {
        var order = Tiny.Order(Tiny.Experiment, 1, 4);
        var round = ChildActorOf(RoundActor.Props(order, 0, _edge.Ref));
        round.Tell(Tiny.Answer(order, 4, seconds: 1e6));
        round.Tell(new TrainFailed(0, 1, "broken"));
        Assert.Equal(1e6, ExpectMsg<RoundActor.Completed>().Seconds);
    }

    private IActorRef Begin(double quorum = 0)
    {
        var round = ChildActorOf(RoundActor.Props(_order, quorum, _edge.Ref));
        Assert.Same(_order, _edge.ExpectMsg<EdgeNodeActor.TrainCohort>().Order);
        return round;
    }

    private RoundActor.Completed Complete(double quorum, params ReadOnlySpan<DeviceReport> reports)
    {
        var round = Begin(quorum);
        foreach (var report in reports)
            round.Tell(report);
        return ExpectMsg<RoundActor.Completed>();
    }

    // Device 3 sends this, the others are well.
    private TrainFailed OneFailure(DeviceReport of3)
    {
        var completed = Complete(0, Tiny.Answer(_order, 2), of3, Tiny.Answer(_order, 5), Tiny.Answer(_order, 7));
        Assert.Equal([2, 5, 7], completed.Results.Select(r => r.Device));
        return Assert.Single(completed.Failed);
    }

    private static IEnumerable<T[]> Permutations<T>(T[] items) => items.Length < 2
        ? [items]
        : items.SelectMany((first, i) => Permutations<T>([.. items[..i], .. items[(i + 1)..]]).Select(rest => (T[])[first, .. rest]));
}
