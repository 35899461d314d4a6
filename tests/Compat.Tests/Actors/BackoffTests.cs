using Akka.Actor;
using Akka.Pattern;

namespace FedPrune.Compat.Tests.Actors;

public sealed class BackoffTests : ActorTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_child_that_stops_is_started_again_after_the_delay()
    {
        var probe = NewProbe();
        var supervisor = Supervisor(Backoff.OnStop(Child(probe), "child", Soon, Patience, 0, -1).WithManualReset());
        var first = await probe.Expect<IActorRef>();
        supervisor.Tell("stop");
        var second = await probe.Expect<IActorRef>();
        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first, second);
        Assert.Equal(1, await Restarts(supervisor));
    }

    [Fact]
    public async Task A_child_that_fails_is_started_again_after_the_delay()
    {
        var probe = NewProbe();
        var supervisor = Supervisor(Backoff.OnFailure(Child(probe), "child", Soon, Patience, 0, -1).WithManualReset());
        var first = await probe.Expect<IActorRef>();
        supervisor.Tell(new InvalidOperationException());
        Assert.NotEqual(first, await probe.Expect<IActorRef>());
        Assert.Equal(1, await Restarts(supervisor));
    }

    [Fact]
    public async Task OnFailure_the_supervisor_stops_with_a_child_that_stops_of_itself()
    {
        var (probe, watcher) = (NewProbe(), NewProbe());
        var supervisor = Supervisor(Backoff.OnFailure(Child(probe), "child", Soon, Patience, 0, -1));
        await probe.Expect<IActorRef>();
        watcher.Watch(supervisor);
        supervisor.Tell("stop");
        await watcher.Expect<Terminated>();
    }

    [Fact]
    public async Task Messages_go_on_to_the_child_and_its_own_to_the_parent()
    {
        var probe = NewProbe();
        var supervisor = Supervisor(Backoff.OnStop(Child(probe), "child", Soon, Patience, 0, -1));
        var child = await probe.Expect<IActorRef>();
        supervisor.Tell("echo", probe.Ref);
        await probe.Expect("echo");
        Assert.Equal(child, probe.LastSender);
        Assert.Equal(child, (await supervisor.Ask<BackoffSupervisor.CurrentChild>(BackoffSupervisor.GetCurrentChild.Instance, Patience)).Ref);
    }

    [Fact]
    public async Task While_there_is_no_child_the_sender_gets_the_reply()
    {
        var probe = NewProbe();
        var supervisor = Supervisor(Backoff.OnStop(Child(probe), "child", Patience, Patience, 0, -1).WithReplyWhileStopped("wait"));
        var child = await probe.Expect<IActorRef>();
        probe.Watch(child);
        supervisor.Tell("stop");
        await probe.Expect<Terminated>();
        while (await supervisor.Ask<object>("echo", Patience) is not "wait")
        {
            // the supervisor has still to hear of it
        }

        Assert.Null((await supervisor.Ask<BackoffSupervisor.CurrentChild>(BackoffSupervisor.GetCurrentChild.Instance, Patience)).Ref);
    }

    [Fact]
    public async Task After_so_many_restarts_the_supervisor_stops()
    {
        var (probe, watcher) = (NewProbe(), NewProbe());
        var supervisor = Supervisor(
            Backoff.OnStop(Child(probe), "child", TimeSpan.FromMilliseconds(1), Patience, 0, maxNrOfRetries: 2).WithManualReset());
        watcher.Watch(supervisor);
        for (var i = 0; i < 3; i++)
        {
            await probe.Expect<IActorRef>();
            supervisor.Tell("stop");
        }

        await watcher.Expect<Terminated>();
    }

    [Fact]
    public async Task A_manual_reset_begins_the_count_anew()
    {
        var probe = NewProbe();
        var supervisor = Supervisor(Backoff.OnStop(Child(probe), "child", Soon, Patience, 0, -1).WithManualReset());
        await probe.Expect<IActorRef>();
        supervisor.Tell("stop");
        await probe.Expect<IActorRef>();
        supervisor.Tell(BackoffSupervisor.Reset.Instance);
        Assert.Equal(0, await Restarts(supervisor));
    }

    [Fact]
    public async Task An_automatic_reset_begins_the_count_anew_after_a_while_without_failure()
    {
        var probe = NewProbe();
        var supervisor = Supervisor(Backoff.OnStop(Child(probe), "child", Soon, Patience, 0, -1).WithAutoReset(Soon));
        await probe.Expect<IActorRef>();
        supervisor.Tell("stop");
        await probe.Expect<IActorRef>();
        while (await Restarts(supervisor) != 0)
        {
            // the time is not over
        }
    }

    [Fact]
    public async Task After_the_final_message_the_supervisor_stops_with_its_child()
    {
        var (probe, watcher) = (NewProbe(), NewProbe());
        var supervisor = Supervisor(
            Backoff.OnStop(Child(probe), "child", Soon, Patience, 0, -1).WithFinalStopMessage(m => m is "stop"));
        watcher.Watch(supervisor);
        await probe.Expect<IActorRef>();
        supervisor.Tell("stop");
        await watcher.Expect<Terminated>();
        await probe.ExpectNothingUntilNow();
    }

    [Fact]
    public async Task Retry_tries_until_it_succeeds_or_has_tried_often_enough()
    {
        var tried = 0;
        Assert.Equal(3, await RetrySupport.Retry(
            () => ++tried < 3 ? Task.FromException<int>(new InvalidOperationException()) : Task.FromResult(tried), 5, Soon, System.Scheduler));
        tried = 0;
        await Assert.ThrowsAsync<InvalidOperationException>(() => RetrySupport.Retry(
            () =>
            {
                tried++;
                return Task.FromException<int>(new InvalidOperationException());
            },
            4));
        Assert.True(tried >= 4);
    }

    private static Props Child(Probe probe) => Props.Create(() => new Announcing(probe.Ref));

    private static async Task<int> Restarts(IActorRef supervisor) =>
        (await supervisor.Ask<BackoffSupervisor.RestartCount>(BackoffSupervisor.GetRestartCount.Instance, Patience)).Count;

    private IActorRef Supervisor(BackoffOptions options) => System.ActorOf(BackoffSupervisor.Props(options));

    private sealed class Announcing(IActorRef probe) : UntypedActor
    {
        protected override void PreStart() => probe.Tell(Self);

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "stop": Context.Stop(Self); break;
                case Exception e: throw e;
                default: Sender.Tell(message); break;
            }
        }
    }
}
