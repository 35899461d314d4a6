using Akka.Actor;

namespace FedPrune.Compat.Tests.Remote;

public sealed class UntrustedModeTests() : RemoteTest("""
    akka.remote.untrusted-mode = on
    akka.remote.trusted-selection-paths = ["/user/open"]
    """)
{
    private static readonly Props Echo = Act((message, context) => context.Sender.Tell(message));

    [Fact]
    public async Task A_selection_reaches_only_trusted_paths()
    {
        A.ActorOf(Echo, "open");
        var closed = new Probe(A);

        B.ActorSelection(new RootActorPath(AddressOf(A)) / closed.Ref.Path.Elements).Tell("hello", ActorRefs.NoSender);

        Assert.Equal("in", await B.ActorSelection($"{AddressOf(A)}/user/open").Ask<string>("in", Patience));
        await closed.ExpectNothingUntilNow();
    }

    [Fact]
    public async Task Harmful_messages_do_not_arrive()
    {
        A.ActorOf(Echo, "open");
        var open = await B.ActorSelection($"{AddressOf(A)}/user/open").ResolveOne(Patience);

        open.Tell(PoisonPill.Instance);

        Assert.Equal("alive", await open.Ask<string>("alive", Patience));
    }

    [Fact]
    public async Task An_actor_cannot_be_stopped_from_elsewhere()
    {
        A.ActorOf(Echo, "open");
        var open = await B.ActorSelection($"{AddressOf(A)}/user/open").ResolveOne(Patience);

        ((IInternalActorRef)open).Stop();

        Assert.Equal("alive", await open.Ask<string>("alive", Patience));
    }

    [Fact]
    public async Task A_harmful_message_in_a_selection_of_a_trusted_path_does_not_arrive()
    {
        A.ActorOf(Echo, "open");
        var open = B.ActorSelection($"{AddressOf(A)}/user/open");

        open.Tell(PoisonPill.Instance, ActorRefs.NoSender);

        Assert.Equal("alive", await open.Ask<string>("alive", Patience));
    }

    [Fact]
    public async Task A_watch_from_elsewhere_is_not_heard()
    {
        var ended = new Probe(A);
        A.ActorOf(
            Act((message, context) =>
            {
                if (message is not "stop") context.Sender.Tell(message);
                else context.Stop(context.Self);
            }),
            "open");
        var open = await B.ActorSelection($"{AddressOf(A)}/user/open").ResolveOne(Patience);
        var watcher = new Probe(B);
        watcher.Watch(open);
        ended.Watch(await A.ActorSelection("/user/open").ResolveOne(Patience));
        Assert.Equal("watched", await open.Ask<string>("watched", Patience));

        open.Tell("stop");
        await ended.Expect<Terminated>();
        A.ActorOf(Echo, "open");

        Assert.Equal("later", await B.ActorSelection($"{AddressOf(A)}/user/open").Ask<string>("later", Patience));
        await watcher.ExpectNothingUntilNow();
    }

    [Theory]
    [InlineData("/user/open/child")]
    [InlineData("/user/*")]
    [InlineData("/user/open/../closed")]
    public async Task A_path_is_trusted_as_it_stands_and_no_other(string path)
    {
        var closed = new Probe(A);
        A.ActorOf(Echo, "open");
        A.ActorOf(Props.Create(() => new Parent(closed.Ref)), "closed");

        B.ActorSelection($"{AddressOf(A)}{path}").Tell("hello", ActorRefs.NoSender);

        Assert.Equal("in", await B.ActorSelection($"{AddressOf(A)}/user/open").Ask<string>("in", Patience));
        await closed.ExpectNothingUntilNow();
    }

    private sealed class Parent(IActorRef told) : UntypedActor
    {
        protected override void OnReceive(object message) => told.Forward(message);
    }
}
