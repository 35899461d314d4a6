using Akka.Actor;

namespace FedPrune.Compat.Tests.Remote;

public sealed class RemoteMessagingTests : RemoteTest
{
    private static readonly Props Echo = Act((message, context) => context.Sender.Tell(message));

    [Fact]
    public void A_system_with_port_zero_has_an_address_with_the_port_it_got()
    {
        var address = AddressOf(A);

        Assert.Equal("akka.tcp", address.Protocol);
        Assert.Equal("127.0.0.1", address.Host);
        Assert.InRange(address.Port!.Value, 1, ushort.MaxValue);
        Assert.NotEqual(address.Port, AddressOf(B).Port);
    }

    [Fact]
    public async Task An_actor_selection_reaches_an_actor_of_another_system()
    {
        A.ActorOf(Echo, "echo");

        Assert.Equal("hello", await B.ActorSelection($"{AddressOf(A)}/user/echo").Ask<string>("hello", Patience));
    }

    [Fact]
    public async Task A_selection_resolves_to_a_reference_with_the_other_systems_address()
    {
        var echo = A.ActorOf(Echo, "echo");

        var reference = await ReferenceAsync(B, echo, A);

        Assert.Equal(AddressOf(A), reference.Path.Address);
        Assert.Equal(echo.Path.Uid, reference.Path.Uid);
        Assert.Equal(7, await reference.Ask<int>(7, Patience));
    }

    [Fact]
    public async Task A_reference_to_nobody_does_not_resolve()
    {
        var selection = B.ActorSelection($"{AddressOf(A)}/user/nobody");

        await Assert.ThrowsAsync<ActorNotFoundException>(() => selection.ResolveOne(Patience));
    }

    [Fact]
    public async Task Messages_from_one_actor_to_another_arrive_in_the_order_they_were_sent()
    {
        const int Count = 20_000;
        var probe = new Probe(A);
        var target = await ReferenceAsync(B, probe.Ref, A);

        for (var i = 0; i < Count; i++) target.Tell(i, ActorRefs.NoSender);

        for (var i = 0; i < Count; i++) Assert.Equal(i, await probe.Next());
    }

    [Fact]
    public async Task The_receiver_can_answer_the_sender()
    {
        var probe = new Probe(B);
        var echo = await ReferenceAsync(B, A.ActorOf(Echo, "echo"), A);

        echo.Tell("who", probe.Ref);

        await probe.Expect("who");
        Assert.Equal(echo, probe.LastSender);
    }

    [Fact]
    public async Task A_reference_survives_being_sent()
    {
        var probe = new Probe(B);
        var receiver = await ReferenceAsync(B, A.ActorOf(Act((message, _) => ((Introduction)message).Whom.Tell(((Introduction)message).Text))), A);

        receiver.Tell(new Introduction(probe.Ref, "glad to meet you"));

        await probe.Expect("glad to meet you");
    }

    [Fact]
    public async Task A_reference_that_comes_home_is_the_local_one()
    {
        var local = A.ActorOf(Echo, "echo");
        var echo = await ReferenceAsync(B, local, A);
        var probe = new Probe(A);
        var relay = B.ActorOf(Act((message, context) => ((IActorRef)message).Tell(echo, context.Self)));

        (await ReferenceAsync(A, relay, B)).Tell(probe.Ref);

        Assert.Equal(local, await probe.Next());
    }

    [Fact]
    public async Task Nested_records_with_collections_come_as_they_went()
    {
        var echo = await ReferenceAsync(B, A.ActorOf(Echo), A);
        var sent = new Order("ünï", 3, 0.1, [1, 2, 3], new Dictionary<string, double> { ["x"] = 1.5 });

        var received = await echo.Ask<Order>(sent, Patience);

        Assert.Equal((sent.Name, sent.Count, sent.Weight), (received.Name, received.Count, received.Weight));
        Assert.Equal(sent.Items, received.Items);
        Assert.Equal(sent.Values, received.Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20_000)]
    [InlineData(120_000)]
    public async Task Bytes_of_any_size_within_a_frame_come_as_they_went(int length)
    {
        var echo = await ReferenceAsync(B, A.ActorOf(Echo), A);
        var sent = new byte[length];
        new Random(length).NextBytes(sent);

        Assert.Equal(sent, await echo.Ask<byte[]>(sent, Patience));
    }

    [Fact]
    public async Task A_failure_comes_with_its_type_and_message()
    {
        var failing = await ReferenceAsync(
            B, A.ActorOf(Act((_, context) => context.Sender.Tell(new Status.Failure(new InvalidOperationException("no more"))))), A);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => failing.Ask<string>("work", Patience));

        Assert.Equal("no more", failure.Message);
    }

    [Fact]
    public async Task A_message_to_a_stopped_actor_is_a_dead_letter_of_its_system()
    {
        var stopped = A.ActorOf(Echo);
        var reference = await ReferenceAsync(B, stopped, A);
        await stopped.GracefulStop(Patience);
        var letters = new Probe(A);
        A.EventStream.Subscribe(letters.Ref, typeof(Akka.Event.DeadLetter));

        reference.Tell("too late");

        Assert.Equal("too late", (await letters.Expect<Akka.Event.DeadLetter>()).Message);
    }

    [Fact]
    public async Task Own_addresses_resolve_to_own_actors()
    {
        var echo = A.ActorOf(Echo, "echo");
        var provider = ((ExtendedActorSystem)A).Provider;

        Assert.Equal(echo, provider.ResolveActorRef($"{AddressOf(A)}/user/echo#{echo.Path.Uid}"));
        Assert.Equal("me", await A.ActorSelection($"{AddressOf(A)}/user/echo").Ask<string>("me", Patience));
    }

    public sealed record Introduction(IActorRef Whom, string Text);

    public sealed record Order(string Name, int Count, double Weight, List<int> Items, Dictionary<string, double> Values);
}
