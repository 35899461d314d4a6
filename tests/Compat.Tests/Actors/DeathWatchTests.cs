using Akka.Actor;

namespace FedPrune.Compat.Tests.Actors;

public sealed class DeathWatchTests : ActorTest
{
    [Fact]
    public async Task A_watcher_is_told_once_when_the_watched_stops()
    {
        var (probe, actor) = (NewProbe(), Idle());
        probe.Watch(actor);
        probe.Watch(actor);
        await probe.ExpectNothingUntilNow();
        await actor.Ask<ActorIdentity>(new Identify(0), Patience);
        System.Stop(actor);
        var terminated = await probe.Expect<Terminated>();
        Assert.Equal((actor, true, false), (terminated.ActorRef, terminated.ExistenceConfirmed, terminated.AddressTerminated));
        await probe.ExpectNothingUntilNow();
    }

    [Fact]
    public async Task Watching_what_has_already_stopped_is_answered_at_once()
    {
        var (probe, actor) = (NewProbe(), Idle());
        await actor.GracefulStop(Patience);
        probe.Watch(actor);
        Assert.Equal(actor, (await probe.Expect<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task After_Unwatch_nothing_comes()
    {
        var (probe, other, actor) = (NewProbe(), NewProbe(), Idle());
        probe.Watch(actor);
        probe.Unwatch(actor);
        await probe.ExpectNothingUntilNow();
        other.Watch(actor);
        System.Stop(actor);
        await other.Expect<Terminated>();
        await probe.ExpectNothingUntilNow();
    }

    [Fact]
    public async Task WatchWith_sends_its_message_in_place_of_Terminated()
    {
        var (probe, actor) = (NewProbe(), Idle());
        probe.WatchWith(actor, "gone");
        System.Stop(actor);
        await probe.Expect("gone");
    }

    [Fact]
    public async Task A_Terminated_that_is_not_handled_kills_the_watcher()
    {
        var (probe, actor) = (NewProbe(), Idle());
        var watcher = System.ActorOf(Props.Create(() => new CarelessWatcher(actor)));
        probe.Watch(watcher);
        await watcher.Ask<ActorIdentity>(new Identify(0), Patience);
        System.Stop(actor);
        Assert.Equal(watcher, (await probe.Expect<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task A_restart_is_no_death()
    {
        var (probe, actor) = (NewProbe(), Idle());
        probe.Watch(actor);
        await probe.ExpectNothingUntilNow();
        actor.Tell(new InvalidOperationException());
        await actor.Ask<ActorIdentity>(new Identify(0), Patience);
        await probe.ExpectNothingUntilNow();
    }

    [Fact]
    public async Task A_parent_can_give_the_name_again_once_it_is_told()
    {
        var probe = NewProbe();
        var parent = System.ActorOf(Act((message, context) =>
        {
            if (message is Terminated or "begin") context.Watch(context.ActorOf(Act((_, c) => c.Stop(c.Self)), "name"));
            if (message is Terminated) probe.Ref.Tell("again");
            if (message is "end") context.Child("name").Tell("stop");
        }));
        parent.Tell("begin");
        parent.Tell("end");
        await probe.Expect("again");
    }

    private IActorRef Idle() => System.ActorOf(Act((message, _) =>
    {
        if (message is Exception e) throw e;
    }));

    private sealed class CarelessWatcher : ReceiveActor
    {
        public CarelessWatcher(IActorRef subject)
        {
            Context.Watch(subject);
            Receive<int>(_ => { });
        }
    }
}
