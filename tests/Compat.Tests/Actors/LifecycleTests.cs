using Akka.Actor;

namespace FedPrune.Compat.Tests.Actors;

public sealed class LifecycleTests : ActorTest
{
    [Fact]
    public async Task PreStart_comes_before_the_first_message_and_PostStop_last()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Hooked(probe.Ref)));
        actor.Tell("message");
        actor.Tell(PoisonPill.Instance);
        foreach (var step in new[] { "constructor", "PreStart", "message", "PostStop" }) await probe.Expect(step);
    }

    [Fact]
    public async Task A_restart_calls_PreRestart_on_the_old_and_PostRestart_on_the_new_incarnation()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Hooked(probe.Ref)));
        actor.Tell(new InvalidOperationException("fault"));
        actor.Tell("after");
        foreach (var step in new[]
                 {
                     "constructor", "PreStart", "PreRestart fault InvalidOperationException", "PostStop",
                     "constructor", "PostRestart fault", "PreStart", "after",
                 })
        {
            await probe.Expect(step);
        }
    }

    [Fact]
    public async Task A_restarted_actor_keeps_its_reference_and_its_mailbox()
    {
        var actor = System.ActorOf(Props.Create(() => new Counting()));
        actor.Tell("count");
        actor.Tell(new InvalidOperationException());
        actor.Tell("count");
        Assert.Equal(1, await actor.Ask<int>("get", Patience));
    }

    [Fact]
    public async Task A_restart_stops_the_children_by_default()
    {
        var probe = NewProbe();
        var parent = System.ActorOf(Props.Create(() => new Parent(probe.Ref)));
        var child = await parent.Ask<IActorRef>("child", Patience);
        probe.Watch(child);
        parent.Tell(new InvalidOperationException());
        await probe.Expect("child stopped");
        Assert.Equal(child, (await probe.Expect<Terminated>()).ActorRef);
        Assert.Equal(0, await parent.Ask<int>("children", Patience));
    }

    [Fact]
    public async Task Stopping_an_actor_stops_its_children_first()
    {
        var probe = NewProbe();
        var parent = System.ActorOf(Props.Create(() => new Parent(probe.Ref)));
        await parent.Ask<IActorRef>("child", Patience);
        System.Stop(parent);
        await probe.Expect("child stopped");
        await probe.Expect("parent stopped");
    }

    [Fact]
    public async Task An_actor_that_stops_itself_finishes_the_current_message_and_no_other()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Act((message, context) =>
        {
            if (message is "stop") context.Stop(context.Self);
            probe.Ref.Tell(message);
        }));
        probe.Watch(actor);
        actor.Tell("stop");
        actor.Tell("never");
        await probe.Expect("stop");
        await probe.Expect<Terminated>();
    }

    [Fact]
    public async Task PoisonPill_stops_after_what_was_sent_before_it()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Act((message, _) => probe.Ref.Tell(message)));
        probe.Watch(actor);
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(PoisonPill.Instance);
        actor.Tell(3);
        await probe.Expect(1);
        await probe.Expect(2);
        await probe.Expect<Terminated>();
    }

    [Fact]
    public async Task Kill_makes_the_actor_fail_and_by_default_stop()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Act((_, _) => { }));
        probe.Watch(actor);
        actor.Tell(Kill.Instance);
        await probe.Expect<Terminated>();
    }

    [Fact]
    public async Task A_failing_constructor_stops_the_actor()
    {
        var probe = NewProbe();
        probe.Watch(System.ActorOf(Props.Create(() => new CannotBeMade())));
        await probe.Expect<Terminated>();
    }

    // On a thread of its own: a test kit leaves its actor's context on those of the pool.
    [Fact]
    public Task An_actor_cannot_be_made_with_new() => Task.Factory.StartNew(
        () => Assert.Throws<ActorInitializationException>(() => new CannotBeMade()),
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private sealed class Hooked : UntypedActor
    {
        private readonly IActorRef _probe;

        public Hooked(IActorRef probe)
        {
            _probe = probe;
            _probe.Tell("constructor");
        }

        protected override void PreStart() => _probe.Tell("PreStart");

        protected override void PostStop() => _probe.Tell("PostStop");

        protected override void PreRestart(Exception reason, object message)
        {
            _probe.Tell($"PreRestart {reason.Message} {message.GetType().Name}");
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            _probe.Tell($"PostRestart {reason.Message}");
            base.PostRestart(reason);
        }

        protected override void OnReceive(object message)
        {
            if (message is Exception e) throw e;
            _probe.Tell(message);
        }
    }

    private sealed class Counting : UntypedActor
    {
        private int _count;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Exception e: throw e;
                case "count": _count++; break;
                default: Sender.Tell(_count); break;
            }
        }
    }

    private sealed class Parent(IActorRef probe) : UntypedActor
    {
        protected override void PostStop() => probe.Tell("parent stopped");

        protected override void PreRestart(Exception reason, object message)
        {
            foreach (var child in Context.GetChildren()) Context.Stop(child);
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Exception e: throw e;
                case "child": Sender.Tell(Context.ActorOf(Props.Create(() => new Child(probe)), "child")); break;
                case "children": Sender.Tell(Context.GetChildren().Count()); break;
            }
        }
    }

    private sealed class Child(IActorRef probe) : UntypedActor
    {
        protected override void PostStop() => probe.Tell("child stopped");

        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class CannotBeMade : UntypedActor
    {
        public CannotBeMade() => throw new InvalidOperationException("no");

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
