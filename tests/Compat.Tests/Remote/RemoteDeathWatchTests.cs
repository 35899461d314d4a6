using Akka.Actor;

namespace FedPrune.Compat.Tests.Remote;

public sealed class RemoteDeathWatchTests() : RemoteTest("""
    akka.remote.retry-gate-closed-for = 200ms
    akka.remote.watch-failure-detector {
      heartbeat-interval = 200ms
      acceptable-heartbeat-pause = 3s
      unreachable-nodes-reaper-interval = 100ms
    }
    """)
{
    private static readonly Props Idle = Act(static (message, context) =>
    {
        if (message is "stop") context.Stop(context.Self);
    });

    [Fact]
    public async Task A_watcher_is_told_when_an_actor_of_another_system_stops()
    {
        var watched = await ReferenceAsync(B, A.ActorOf(Idle), A);
        var probe = new Probe(B);
        probe.Watch(watched);

        watched.Tell("stop");

        var terminated = await probe.Expect<Terminated>();
        Assert.Equal(watched, terminated.ActorRef);
        Assert.False(terminated.AddressTerminated);
    }

    [Fact]
    public async Task What_an_actor_sent_before_it_stopped_comes_before_the_news_of_its_end()
    {
        var probe = new Probe(B);
        var dying = await ReferenceAsync(B, A.ActorOf(Act((_, context) =>
        {
            context.Sender.Tell("last words");
            context.Stop(context.Self);
        })), A);
        probe.Watch(dying);

        dying.Tell("end", probe.Ref);

        await probe.Expect("last words");
        await probe.Expect<Terminated>();
    }

    [Fact]
    public async Task Watching_an_actor_that_has_stopped_is_answered_with_its_end()
    {
        var local = A.ActorOf(Idle);
        var watched = await ReferenceAsync(B, local, A);
        await local.GracefulStop(Patience);
        var probe = new Probe(B);

        probe.Watch(watched);

        Assert.Equal(watched, (await probe.Expect<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task Whoever_unwatched_is_not_told()
    {
        var watched = await ReferenceAsync(B, A.ActorOf(Idle), A);
        var (one, other) = (new Probe(B), new Probe(B));
        one.Watch(watched);
        other.Watch(watched);
        one.Unwatch(watched);
        await one.ExpectNothingUntilNow();

        watched.Tell("stop");

        await other.Expect<Terminated>();
        await one.ExpectNothingUntilNow();
    }

    [Fact]
    public async Task A_watcher_is_told_when_the_other_system_terminates()
    {
        var other = NewSystem("C");
        var watched = await ReferenceAsync(B, other.ActorOf(Idle), other);
        var probe = new Probe(B);
        probe.Watch(watched);

        await other.Terminate().WaitAsync(Patience);

        Assert.Equal(watched, (await probe.Expect<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task Every_watcher_of_an_actor_is_told_of_its_end()
    {
        var watched = A.ActorOf(Idle);
        var reference = await ReferenceAsync(B, watched, A);
        var (one, other) = (new Probe(B), new Probe(B));
        one.Watch(reference);
        other.Watch(reference);

        await watched.GracefulStop(Patience);

        Assert.Equal(reference, (await one.Expect<Terminated>()).ActorRef);
        Assert.Equal(reference, (await other.Expect<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task An_actor_of_a_system_that_is_gone_counts_as_terminated()
    {
        var gone = NewSystem("Gone");
        var address = AddressOf(gone);
        await gone.Terminate().WaitAsync(Patience);
        var probe = new Probe(B);

        var watched = ((ExtendedActorSystem)B).Provider.ResolveActorRef($"{address}/user/someone");

        probe.Watch(watched);

        Assert.Equal(watched, (await probe.Expect<Terminated>()).ActorRef);
    }
}
