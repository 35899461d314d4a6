using Akka.Actor;

namespace FedPrune.Compat.Tests.Actors;

public sealed class SelectionTests : ActorTest
{
    [Theory]
    [InlineData("/user/a/b")]
    [InlineData("user/a/b")]
    [InlineData("/user/a/../a/b")]
    [InlineData("akka://SelectionTests/user/a/b")]
    public async Task A_path_leads_to_its_actor(string path)
    {
        var (_, child) = await Tree();
        Assert.Equal(child, await System.ActorSelection(path).ResolveOne(Patience));
    }

    [Fact]
    public async Task A_wildcard_reaches_every_child_that_fits()
    {
        var probe = NewProbe();
        for (var i = 0; i < 5; i++) System.ActorOf(Act((_, context) => probe.Ref.Tell(context.Self.Path.Name)), $"device-{i}");
        System.ActorSelection("/user/device-*").Tell("x");
        var names = new SortedSet<string>();
        for (var i = 0; i < 5; i++) names.Add(await probe.Expect<string>());
        Assert.Equal(["device-0", "device-1", "device-2", "device-3", "device-4"], names);
    }

    [Fact]
    public async Task Resolving_what_is_not_there_is_an_ActorNotFoundException() =>
        await Assert.ThrowsAsync<ActorNotFoundException>(() => System.ActorSelection("/user/nobody").ResolveOne(Patience));

    [Fact]
    public async Task A_selection_from_a_context_is_relative_to_it()
    {
        var (parent, child) = await Tree();
        parent.Tell("select");
        Assert.Equal(child, await parent.Ask<IActorRef>("selected", Patience));
    }

    [Fact]
    public void A_path_has_its_systems_address_and_its_elements()
    {
        var actor = System.ActorOf(Act((_, _) => { }), "named");
        Assert.Equal("akka://SelectionTests/user/named", actor.Path.ToString());
        Assert.Equal(["user", "named"], actor.Path.Elements);
        Assert.Equal($"akka://SelectionTests/user/named#{actor.Path.Uid}", actor.Path.ToSerializationFormat());
        Assert.Equal(actor.Path, ActorPath.Parse("akka://SelectionTests/user/named"));
        Assert.Equal("akka.tcp://s@host:2552/user/x", ActorPath.Parse("akka.tcp://s@HOST:2552/user/x#12").ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("$a")]
    [InlineData("a/b")]
    public void A_name_that_breaks_the_rules_is_refused(string name) =>
        Assert.Throws<InvalidActorNameException>(() => System.ActorOf(Act((_, _) => { }), name));

    [Fact]
    public void A_name_that_is_taken_is_refused()
    {
        System.ActorOf(Act((_, _) => { }), "taken");
        Assert.Throws<InvalidActorNameException>(() => System.ActorOf(Act((_, _) => { }), "taken"));
    }

    private async Task<(IActorRef Parent, IActorRef Child)> Tree()
    {
        var parent = System.ActorOf(Props.Create(() => new Parent()), "a");
        return (parent, await parent.Ask<IActorRef>("child", Patience));
    }

    private sealed class Parent : UntypedActor
    {
        private IActorRef? _selected;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "child": Sender.Tell(Context.ActorOf(Act((_, _) => { }), "b")); break;
                case "select": Context.ActorSelection("b").Tell(new Identify(1)); break;
                case ActorIdentity identity: _selected = identity.Subject; break;
                case "selected" when _selected is null: Self.Forward(message); break;
                case "selected": Sender.Tell(_selected); break;
            }
        }
    }
}
