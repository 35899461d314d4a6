using Akka.Actor;
using FedPrune.Actors.Server;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Tests.Server;

public sealed class ServerActorTests : ActorTest
{
    private readonly TemporaryFolder _folder = new();

    private CheckpointStore Checkpoints => new(_folder.In("checkpoints"));

    [Fact]
    public void Opens_and_closes_one_round_after_the_other_and_then_says_that_it_has_finished()
    {
        var events = Subscribed(typeof(RoundStarted), typeof(RoundReport), typeof(RunFinished), typeof(RunFailed));
        Start(Tiny.Experiment);
        for (int round = 0; round < Tiny.Rounds; round++)
        {
            var started = events.ExpectMsg<RoundStarted>();
            var report = events.ExpectMsg<RoundReport>();
            Assert.Equal((round, round), (started.Round, report.Round));
            Assert.Equal(started.Cohort.AsEnumerable(), report.Devices.Select(d => d.Device));
            Assert.Equal(Tiny.Cohort, started.Cohort.Distinct().Count());
            Assert.Equal(1, report.Devices.Sum(d => d.Weight!.Value), 12);
        }
        Assert.Equal(new RunFinished(Tiny.Rounds, Interrupted: false), events.ExpectMsg<RunFinished>());
        events.ExpectNoMsg();
    }

    [Fact]
    public void Leaves_the_model_as_it_was_when_a_round_misses_its_quorum()
    {
        var experiment = Tiny.Experiment with { Quorum = 0.75, Rounds = 2 };
        var reports = Subscribed(typeof(RoundReport), typeof(RunFinished));
        var initial = ServerState.Initial(experiment);
        Start(experiment, (order, device) => order.Assignments.Take(2).Any(a => a.Device == device)
            ? Tiny.Answer(order, device)
            : new TrainFailed(order.Round, device, "asleep"));
        for (int round = 0; round < 2; round++)
        {
            var report = reports.ExpectMsg<RoundReport>();
            Assert.Equal((false, 0.0), (report.Quorate, report.Churn));
            Assert.All(report.Devices, d => Assert.Equal((DeviceOutcome.Failed, (double?)null), (d.Outcome, d.Weight)));
            Assert.Equal(["the round missed its quorum", "the round missed its quorum", "asleep", "asleep"], report.Devices.Select(d => d.Reason));
        }
        reports.ExpectMsg<RunFinished>();
        Assert.Equal(initial.Model.Weights.ToArray(), ServerState.From(Checkpoints.Latest().Snapshot!).Model.Weights.ToArray());
    }

    [Fact]
    public void Fails_the_run_when_the_aggregate_is_not_finite()
    {
        var failed = Failure(Tiny.Experiment, (order, device) => Tiny.Answer(order, device, 3e38f), Tiny.StateOf(Tiny.Experiment, 3e38f));
        Assert.Equal("round 0 made a model that is not finite; a smaller fedprune.training.learning-rate may help", failed);
        Assert.Null(Checkpoints.Latest().Snapshot);
    }

    [Fact]
    public void Fails_the_run_when_the_test_loss_is_not_finite()
    {
        var failed = Failure(Tiny.Experiment, engines: new FakeEngines { TestLoss = _ => double.NaN });
        Assert.Equal("round 0 made a model whose test loss is not finite; a smaller fedprune.training.learning-rate may help", failed);
    }

    [Fact]
    public void Fails_the_run_when_the_model_cannot_be_tested()
    {
        var engines = new FakeEngines { WhileTesting = _ => throw new InvalidOperationException("no such image") };
        Assert.Equal("testing failed: no such image", Failure(Tiny.Experiment, engines: engines));
    }

    [Fact]
    public void Fails_the_run_when_the_server_itself_does()
    {
        var experiment = Tiny.Experiment with { Download = ValueFormat.Fp16 };
        Assert.Contains("not a finite number", Failure(experiment, from: Tiny.StateOf(experiment, 1e6f)), StringComparison.Ordinal);
    }

    [Fact]
    public void Fails_the_run_when_a_checkpoint_cannot_be_written()
    {
        File.WriteAllText(_folder.In("checkpoints"), "a file, not a folder");
        Assert.StartsWith("the checkpoint could not be written: ", Failure(Tiny.Experiment), StringComparison.Ordinal);
    }

    [Fact]
    public void Does_nothing_when_it_is_asked_to_finish_before_it_starts()
    {
        var events = Subscribed(typeof(RoundStarted), typeof(RunFinished));
        var server = Sys.ActorOf(Server(Tiny.Experiment, Edge(null), new FakeEngines(), null));
        server.Tell(ServerActor.Finish.Instance);
        server.Tell(ServerActor.Start.Instance);
        Assert.Equal(new RunFinished(0, Interrupted: true), events.ExpectMsg<RunFinished>());
    }

    [Fact]
    public void Has_finished_when_it_starts_after_the_last_round()
    {
        var events = Subscribed(typeof(RoundStarted), typeof(RunFinished));
        var done = ServerState.Initial(Tiny.Experiment) with { NextRound = Tiny.Rounds };
        Start(Tiny.Experiment, from: done);
        Assert.Equal(new RunFinished(Tiny.Rounds, Interrupted: false), events.ExpectMsg<RunFinished>());
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private string Failure(
        Experiment experiment, Func<RoundOrder, int, DeviceReport>? answer = null, ServerState? from = null, FakeEngines? engines = null)
    {
        var end = Subscribed(typeof(RunFailed), typeof(RunFinished));
        Start(experiment, answer, from, engines);
        var reason = end.ExpectMsg<RunFailed>().Reason;
        end.ExpectNoMsg();
        return reason;
    }

    private void Start(
        Experiment experiment, Func<RoundOrder, int, DeviceReport>? answer = null, ServerState? from = null, FakeEngines? engines = null) =>
        Sys.ActorOf(Server(experiment, Edge(answer), engines ?? new FakeEngines(), from)).Tell(ServerActor.Start.Instance);

    private IActorRef Edge(Func<RoundOrder, int, DeviceReport>? answer) =>
        Sys.ActorOf(ScriptedEdge.Props(answer ?? ((order, device) => Tiny.Answer(order, device))));

    private Props Server(Experiment experiment, IActorRef edge, FakeEngines engines, ServerState? from) => ServerActor.Props(
        experiment, from ?? ServerState.Initial(experiment), edge, TesterActor.Props(Tiny.TestImages, 1, engines.Create), Checkpoints);
}
