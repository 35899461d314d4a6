using Akka.Actor;
using Akka.Configuration;
using FedPrune.Actors.Server;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Cost;

namespace FedPrune.Actors.Tests;

public sealed class FederationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Reports_each_round_and_ends_with_the_end()
    {
        var run = await WholeRun.Of(Tiny.Experiment, slots: 2);
        Assert.Equal(Enumerable.Range(0, Tiny.Rounds), run.Reports.Select(report => report.Round));
        Assert.Equal(new RunFinished(Tiny.Rounds, Interrupted: false), run.End);
        Assert.Equal(Tiny.Rounds + 1, run.Events.Count); // so no invariant was violated
    }

    [Fact]
    public async Task Stops_after_the_round_under_way_when_it_is_asked_to_finish()
    {
        using var asked = new ManualResetEventSlim();
        using var secondRound = new ManualResetEventSlim();
        var engines = new FakeEngines
        {
            WhileTraining = job =>
            {
                if (job.Round != 1)
                    return;
                secondRound.Set();
                asked.Wait(Patience);
            },
        };
        var run = await WholeRun.Of(Tiny.Experiment, Tiny.Data, engines.Create, started: federation =>
        {
            Assert.True(secondRound.Wait(Patience));
            federation.Finish();
            asked.Set();
        });
        Assert.Equal([0, 1], run.Reports.Select(report => report.Round));
        Assert.Equal(new RunFinished(2, Interrupted: true), run.End);
    }

    [Fact]
    public async Task Ends_with_the_failure_when_the_run_fails()
    {
        var run = await WholeRun.Of(Tiny.Experiment, new FakeEngines { WhileTesting = _ => throw new InvalidOperationException("broken") });
        Assert.Equal([new RunFailed("testing failed: broken")], run.Events);
    }

    [Fact]
    public async Task Hears_of_a_run_that_is_over_before_its_listeners_come_to_run()
    {
        var config = ConfigurationFactory
            .ParseString("akka.actor.default-dispatcher { type = ForkJoinDispatcher, dedicated-thread-pool { thread-count = 1, threadtype = background } }")
            .WithFallback(ActorTest.Configuration);
        using var system = ActorSystem.Create("busy", config);
        using var gate = new ManualResetEventSlim();
        var over = new TaskCompletionSource();
        system.ActorOf(Props.Create(() => new Calling(_ => gate.Wait(Patience)))).Tell("keep the only thread");
        var herald = system.ActorOf(Props.Create(() => new Calling(_ => over.SetResult())).WithDispatcher("akka.actor.server-dispatcher"));
        system.EventStream.Subscribe(herald, typeof(RunFinished));

        var done = ServerState.Initial(Tiny.Experiment) with { NextRound = Tiny.Rounds };
        var federation = Federation.Start(system, Tiny.Experiment, Tiny.Data, done, 1, new FakeEngines().Create);
        await over.Task.WaitAsync(Patience);
        gate.Set();
        var events = federation.Events.GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(Patience));
        Assert.Equal(new RunFinished(Tiny.Rounds, Interrupted: false), events.Current);
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task Ends_every_sampled_device_in_one_outcome_and_its_time_decides_which()
    {
        var spread = Tiny.Experiment with { Population = new DevicePopulation(Tiny.Median, 0.9, 0.5), Rounds = 8 };
        var unhurried = await WholeRun.Of(spread);
        double[] times = [.. unhurried.Devices.Select(d => d.Cost!.Times.Total).Order()];
        var deadline = times[times.Length * 2 / 3];
        var broken = unhurried.Reports[0].Devices.First(d => d.Cost!.Times.Total <= deadline).Device;
        var engines = new FakeEngines { WhileTraining = job => { if (job.Device == broken) throw new InvalidOperationException("dead battery"); } };

        var run = await WholeRun.Of(spread with { Deadline = deadline }, engines);
        Assert.IsType<RunFinished>(run.End);
        Assert.Empty(run.Events.OfType<InvariantViolated>());
        Assert.Equal(Enum.GetValues<DeviceOutcome>(), run.Devices.Select(d => d.Outcome).Distinct().Order());
        Assert.All(run.Devices.Where(d => d.Cost is not null), d => Assert.Equal(d.Cost!.Times.Total > deadline, d.Outcome == DeviceOutcome.Late));
        Assert.All(run.Devices.Where(d => d.Cost is null), d => Assert.Equal((broken, DeviceOutcome.Failed), (d.Device, d.Outcome)));
        foreach (var report in run.Reports.Where(r => r.Devices.Any(d => d.Outcome != DeviceOutcome.Counted)))
            Assert.Equal(deadline, report.Seconds);
    }

    [Fact]
    public async Task Adds_up_what_the_devices_cost()
    {
        var run = await WholeRun.Of(Tiny.Experiment with { Population = new DevicePopulation(Tiny.Median, 0.9, 0.5) });
        var (up, down, flops, seconds) = (0L, 0L, 0.0, 0.0);
        foreach (var report in run.Reports)
        {
            up += report.Devices.Sum(d => (long)d.Cost!.BytesUp);
            down += report.Devices.Sum(d => (long)d.Cost!.BytesDown);
            flops += report.Devices.Sum(d => d.Cost!.Flops);
            seconds += report.Devices.Max(d => d.Cost!.Times.Total);
            var totals = report.Totals;
            Assert.Equal((up, down, flops, seconds), (totals.BytesUp, totals.BytesDown, totals.Flops, totals.VirtualSeconds));
            Assert.True(totals.BytesUp + totals.BytesDown < totals.BytesDense);
            Assert.True(totals.Flops < totals.FlopsDense);
        }
    }

    [Fact]
    public async Task Sends_a_device_no_mask_that_it_has()
    {
        var resting = Tiny.Experiment with
        {
            Algorithm = AlgorithmCatalogue.FedAvg with { PruningRate = 0.5 },
            Cohort = Tiny.Devices,
            Rounds = 3,
        };
        var run = await WholeRun.Of(resting);
        int[] bytes = [.. run.Reports.Select(report => Assert.Single(report.Devices.Select(d => d.Cost!.BytesDown).Distinct()))];
        Assert.True(bytes[1] < bytes[0], $"{bytes[1]} bytes without a mask, {bytes[0]} with one");
        Assert.Equal(bytes[1], bytes[2]);

        var moving = await WholeRun.Of(resting with { Algorithm = Tiny.Experiment.Algorithm });
        Assert.All(moving.Reports[1].Devices, d => Assert.True(d.Cost!.BytesDown > bytes[1]));
    }

    private sealed class Calling(Action<object> call) : UntypedActor
    {
        protected override void OnReceive(object message) => call(message);
    }
}
