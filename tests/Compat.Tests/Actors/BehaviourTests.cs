using Akka.Actor;

namespace FedPrune.Compat.Tests.Actors;

public sealed class BehaviourTests : ActorTest
{
    [Fact]
    public async Task The_first_handler_that_fits_is_taken()
    {
        var actor = System.ActorOf(Props.Create(() => new Ordered()));
        Assert.Equal("large", await actor.Ask<string>(100, Patience));
        Assert.Equal("int", await actor.Ask<string>(1, Patience));
        Assert.Equal("text", await actor.Ask<string>("x", Patience));
        Assert.Equal("any", await actor.Ask<string>(1.5, Patience));
    }

    [Fact]
    public async Task A_handler_that_returns_false_passes_the_message_on() =>
        Assert.Equal("second", await System.ActorOf(Props.Create(() => new Declining())).Ask<string>("x", Patience));

    [Fact]
    public async Task Become_replaces_the_behaviour()
    {
        var actor = System.ActorOf(Props.Create(() => new Switching()));
        actor.Tell("switch");
        Assert.Equal("second", await actor.Ask<string>("who", Patience));
        actor.Tell("unstack");
        Assert.Equal("first", await actor.Ask<string>("who", Patience));
    }

    [Fact]
    public async Task UnbecomeStacked_goes_back_to_the_behaviour_below()
    {
        var actor = System.ActorOf(Props.Create(() => new Switching()));
        actor.Tell("stack");
        actor.Tell("stack");
        actor.Tell("unstack");
        Assert.Equal("second", await actor.Ask<string>("who", Patience));
        actor.Tell("unstack");
        Assert.Equal("first", await actor.Ask<string>("who", Patience));
    }

    [Fact]
    public async Task A_restarted_actor_begins_with_its_first_behaviour()
    {
        var actor = System.ActorOf(Props.Create(() => new Switching()));
        actor.Tell("switch");
        actor.Tell(new InvalidOperationException());
        Assert.Equal("first", await actor.Ask<string>("who", Patience));
    }

    [Fact]
    public async Task Nothing_may_be_added_after_a_handler_that_catches_all()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new CatchesAllFirst()));
        probe.Watch(actor);
        Assert.Equal(actor, (await probe.Expect<Terminated>()).ActorRef);
    }

    private sealed class Ordered : ReceiveActor
    {
        public Ordered()
        {
            Receive<int>(i => i > 10, _ => Sender.Tell("large"));
            Receive<int>(_ => Sender.Tell("int"));
            Receive(typeof(string), _ => Sender.Tell("text"));
            ReceiveAny(_ => Sender.Tell("any"));
        }
    }

    private sealed class Declining : ReceiveActor
    {
        public Declining()
        {
            Receive<string>(_ => false);
            Receive<string>(_ =>
            {
                Sender.Tell("second");
                return true;
            });
        }
    }

    private sealed class Switching : ReceiveActor
    {
        public Switching() => First();

        private void First() => Common("first");

        private void Second() => Common("second");

        private void Common(string name)
        {
            Receive<string>(text => text == "who", _ => Sender.Tell(name));
            Receive<string>(text => text == "switch", _ => Become(Second));
            Receive<string>(text => text == "stack", _ => BecomeStacked(Second));
            Receive<string>(text => text == "unstack", _ => UnbecomeStacked());
            Receive<Exception>(e => throw e);
        }
    }

    private sealed class CatchesAllFirst : ReceiveActor
    {
        public CatchesAllFirst()
        {
            ReceiveAny(_ => { });
            Receive<string>(_ => { });
        }
    }
}
