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
}
