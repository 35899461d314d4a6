using Akka.Actor;

namespace FedPrune.Compat.Tests.Actors;

public sealed class SupervisionTests : ActorTest
{
    [Fact]
    public async Task Resume_keeps_the_state_of_the_failed_child()
    {
        var (parent, child) = await Family(new OneForOneStrategy(_ => Directive.Resume));
        child.Tell("count");
        child.Tell(new InvalidOperationException());
        Assert.Equal(1, await child.Ask<int>("get", Patience));
        Assert.NotEqual(parent, child);
    }

    [Fact]
    public async Task Restart_clears_the_state_of_the_failed_child_only()
    {
        var (parent, child) = await Family(new OneForOneStrategy(_ => Directive.Restart));
        var sibling = await parent.Ask<IActorRef>("sibling", Patience);
        foreach (var each in new[] { child, sibling }) each.Tell("count");
        Assert.Equal(1, await sibling.Ask<int>("get", Patience));
        child.Tell(new InvalidOperationException());
        Assert.Equal(0, await child.Ask<int>("get", Patience));
        Assert.Equal(1, await sibling.Ask<int>("get", Patience));
    }

    [Fact]
    public async Task AllForOne_restarts_the_siblings_too()
    {
        var (parent, child) = await Family(new AllForOneStrategy(_ => Directive.Restart));
        var sibling = await parent.Ask<IActorRef>("sibling", Patience);
        foreach (var each in new[] { child, sibling }) each.Tell("count");
        Assert.Equal(1, await sibling.Ask<int>("get", Patience));
        child.Tell(new InvalidOperationException());
        Assert.Equal(0, await child.Ask<int>("get", Patience));
        while (await sibling.Ask<int>("get", Patience) != 0)
        {
            // its restart is on the way
        }
    }

    [Fact]
    public async Task Stop_stops_the_failed_child()
    {
        var probe = NewProbe();
        var (_, child) = await Family(new OneForOneStrategy(_ => Directive.Stop));
        probe.Watch(child);
        child.Tell(new InvalidOperationException());
        await probe.Expect<Terminated>();
    }

    [Fact]
    public async Task Escalate_makes_the_parent_fail_and_its_restart_replaces_the_child()
    {
        var probe = NewProbe();
        var (parent, child) = await Family(new OneForOneStrategy(_ => Directive.Escalate));
        probe.Watch(child);
        child.Tell(new InvalidOperationException());
        await probe.Expect<Terminated>();
        var fresh = await parent.Ask<IActorRef>("child", Patience);
        Assert.Equal(child.Path, fresh.Path);
        Assert.NotEqual(child, fresh);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_child_that_fails_more_often_than_allowed_within_the_time_is_stopped(int retries)
    {
        var probe = NewProbe();
        var (_, child) = await Family(new OneForOneStrategy(retries, TimeSpan.FromMinutes(1), _ => Directive.Restart));
        for (var i = 0; i < retries; i++) child.Tell(new InvalidOperationException());
        Assert.Equal(0, await child.Ask<int>("get", Patience));
        probe.Watch(child);
        child.Tell(new InvalidOperationException());
        await probe.Expect<Terminated>();
    }

    [Fact]
    public void The_default_decider_stops_what_cannot_begin_and_restarts_the_rest()
    {
        var decider = SupervisorStrategy.DefaultDecider;
        Assert.Equal(Directive.Stop, decider.Decide(new ActorInitializationException("x")));
        Assert.Equal(Directive.Stop, decider.Decide(new ActorKilledException("x")));
        Assert.Equal(Directive.Stop, decider.Decide(new DeathPactException(Nobody.Instance)));
        Assert.Equal(Directive.Restart, decider.Decide(new InvalidOperationException("x")));
    }

    [Fact]
    public void A_decider_takes_the_first_type_that_fits()
    {
        var decider = Decider.From(
            Directive.Escalate, Directive.Resume.When<ArgumentException>(), Directive.Stop.When<ArgumentNullException>());
        Assert.Equal(Directive.Resume, decider.Decide(new ArgumentNullException("x")));
        Assert.Equal(Directive.Escalate, decider.Decide(new InvalidOperationException("x")));
    }

    [Fact]
    public async Task The_strategy_of_the_props_goes_before_the_actors_own()
    {
        var parent = System.ActorOf(
            Props.Create(() => new Parent(new OneForOneStrategy(_ => Directive.Stop)))
                .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume)));
        var child = await parent.Ask<IActorRef>("child", Patience);
        child.Tell("count");
        child.Tell(new InvalidOperationException());
        Assert.Equal(1, await child.Ask<int>("get", Patience));
    }

    [Fact]
    public async Task The_failing_message_is_not_processed_again()
    {
        var (_, child) = await Family(new OneForOneStrategy(_ => Directive.Restart));
        child.Tell(new InvalidOperationException());
        child.Tell("count");
        Assert.Equal(1, await child.Ask<int>("get", Patience));
    }

    private async Task<(IActorRef Parent, IActorRef Child)> Family(SupervisorStrategy strategy)
    {
        var parent = System.ActorOf(Props.Create(() => new Parent(strategy)));
        return (parent, await parent.Ask<IActorRef>("child", Patience));
    }

    private sealed class Parent(SupervisorStrategy strategy) : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => strategy;

        protected override void OnReceive(object message) => Sender.Tell(Context.ActorOf(Props.Create(() => new Child()), (string)message));
    }

    private sealed class Child : UntypedActor
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
}
