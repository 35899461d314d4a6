using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using FedPrune.Cluster.Tests;

namespace FedPrune.Compat.Tests.Remote;

public sealed class AssociationTests() : RemoteTest("akka.remote.retry-gate-closed-for = 200ms")
{
    private static readonly Props Echo = Act((message, context) => context.Sender.Tell(message));

    [Fact]
    public async Task What_is_told_to_a_system_that_is_not_there_becomes_dead_letters()
    {
        var gone = NewSystem("Gone");
        var address = AddressOf(gone);
        await gone.Terminate().WaitAsync(Patience);
        var letters = new Probe(B);
        B.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));

        B.ActorSelection($"{address}/user/someone").Tell("anybody?", ActorRefs.NoSender);
        B.ActorSelection($"{address}/user/someone").Tell("still nobody?", ActorRefs.NoSender);

        await letters.Expect<DeadLetter>();
    }

    [Fact]
    public async Task A_system_that_comes_back_at_its_address_is_reached_again()
    {
        var first = NewSystem("C");
        first.ActorOf(Echo, "echo");
        var address = AddressOf(first);
        var echo = B.ActorSelection($"{address}/user/echo");
        Assert.Equal("one", await echo.Ask<string>("one", Patience));
        ((ExtendedActorSystem)first).Abort();
        await first.WhenTerminated.WaitAsync(Patience);

        var second = NewSystem("C", $"akka.remote.dot-netty.tcp.port = {address.Port}");
        second.ActorOf(Echo, "echo");

        Assert.Equal(address, AddressOf(second));
        Assert.Equal("two", await AnsweredAsync(echo, "two"));
    }

    [Fact]
    public async Task Another_incarnation_is_not_taken_for_the_one_before()
    {
        var first = NewSystem("C");
        var old = await ReferenceAsync(B, first.ActorOf(Echo, "echo"), first);
        var address = AddressOf(first);
        ((ExtendedActorSystem)first).Abort();
        await first.WhenTerminated.WaitAsync(Patience);
        var second = NewSystem("C", $"akka.remote.dot-netty.tcp.port = {address.Port}");
        second.ActorOf(Echo, "echo");
        await AnsweredAsync(B.ActorSelection($"{address}/user/echo"), "up");
        var letters = new Probe(second);
        second.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));

        old.Tell("for the old one", ActorRefs.NoSender);

        Assert.Equal("for the old one", (await letters.Expect<DeadLetter>()).Message);
    }

    [Fact]
    public async Task A_quarantined_incarnation_is_not_talked_to_any_more()
    {
        var echo = await ReferenceAsync(B, A.ActorOf(Echo, "echo"), A);
        var (events, letters) = (new Probe(B), new Probe(B));
        B.EventStream.Subscribe(events.Ref, typeof(QuarantinedEvent));
        B.EventStream.Subscribe(letters.Ref, typeof(DeadLetter));
        var uid = AddressUidExtension.Uid(A);

        ((IRemoteActorRefProvider)((ExtendedActorSystem)B).Provider).Quarantine(AddressOf(A), uid);

        var quarantined = await events.Expect<QuarantinedEvent>();
        Assert.Equal((AddressOf(A), uid), (quarantined.Address, quarantined.Uid));
        echo.Tell("to nobody", ActorRefs.NoSender);
        Assert.Equal("to nobody", (await letters.Expect<DeadLetter>()).Message);
    }

    [Fact]
    public async Task A_restarted_system_is_let_out_of_the_quarantine()
    {
        var first = NewSystem("C");
        first.ActorOf(Echo, "echo");
        var address = AddressOf(first);
        var echo = B.ActorSelection($"{address}/user/echo");
        await echo.Ask<string>("one", Patience);
        ((IRemoteActorRefProvider)((ExtendedActorSystem)B).Provider).Quarantine(address, AddressUidExtension.Uid(first));
        ((ExtendedActorSystem)first).Abort();
        await first.WhenTerminated.WaitAsync(Patience);

        NewSystem("C", $"akka.remote.dot-netty.tcp.port = {address.Port}").ActorOf(Echo, "echo");

        Assert.Equal("two", await AnsweredAsync(echo, "two"));
    }

    [Fact]
    public async Task Bytes_that_are_no_message_disturb_nobody()
    {
        A.ActorOf(Echo, "echo");
        var random = new Random(3);
        for (var i = 0; i < 40; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, AddressOf(A).Port!.Value);
            var noise = new byte[random.Next(1, 3_000)];
            random.NextBytes(noise);
            await client.GetStream().WriteAsync(noise);
        }

        Assert.Equal("well", await B.ActorSelection($"{AddressOf(A)}/user/echo").Ask<string>("well", Patience));
    }

    [Fact]
    public async Task Connections_that_say_nothing_keep_nobody_out()
    {
        A.ActorOf(Echo, "echo");
        var silent = new List<TcpClient>();
        for (var i = 0; i < 2_000; i++)
        {
            var client = new TcpClient();
            silent.Add(client);
            await client.ConnectAsync(IPAddress.Loopback, AddressOf(A).Port!.Value);
        }

        Assert.Equal("well", await B.ActorSelection($"{AddressOf(A)}/user/echo").Ask<string>("well", Patience));
        foreach (var client in silent) client.Dispose();
    }

    [Fact]
    public async Task A_frame_that_is_said_to_be_huge_ends_its_connection_and_the_next_one_carries_on()
    {
        using var relay = new TcpRelay { Target = FreePort() };
        var far = NewSystem("Far", $"akka.remote.dot-netty.tcp {{ port = {relay.Target}, public-port = {relay.Port} }}");
        far.ActorOf(Echo, "echo");
        var echo = B.ActorSelection($"{AddressOf(far)}/user/echo");
        Assert.Equal("one", await echo.Ask<string>("one", Patience));

        await relay.InjectAsync([0xff, 0xff, 0xff, 0x7f, 1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Equal("two", await AnsweredAsync(echo, "two"));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Asks again until the way is open again.</summary>
    private static async Task<string> AnsweredAsync(ActorSelection echo, string text)
    {
        var deadline = Environment.TickCount64 + (3 * (long)Patience.TotalMilliseconds);
        while (true)
        {
            try
            {
                return await echo.Ask<string>(text, TimeSpan.FromSeconds(1));
            }
            catch (AskTimeoutException) when (Environment.TickCount64 < deadline)
            {
                // The gate is still closed.
            }
        }
    }
}
