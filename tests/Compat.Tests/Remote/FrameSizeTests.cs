using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Event;

namespace FedPrune.Compat.Tests.Remote;

public sealed class FrameSizeTests() : RemoteTest("""
    akka.loglevel = ERROR
    akka.remote.dot-netty.tcp.maximum-frame-size = 300000b
    """)
{
    private static readonly Props Echo = Act((message, context) => context.Sender.Tell(message));

    [Fact]
    public async Task A_message_over_the_limit_is_logged_and_dropped_and_the_next_arrives()
    {
        var echo = await ReferenceAsync(B, A.ActorOf(Echo), A);
        var errors = new Probe(B);
        B.EventStream.Subscribe(errors.Ref, typeof(Error));
        var probe = new Probe(B);

        echo.Tell(new byte[300_001], probe.Ref);
        echo.Tell("next", probe.Ref);

        var error = await errors.Expect<Error>();
        Assert.Contains("Discarding oversized payload", error.Cause.Message, StringComparison.Ordinal);
        Assert.Contains("max allowed size 300000 bytes", error.Cause.Message, StringComparison.Ordinal);
        await probe.Expect("next");
    }

    [Fact]
    public async Task A_message_just_under_the_limit_arrives()
    {
        var echo = await ReferenceAsync(B, A.ActorOf(Echo), A);
        var sent = new byte[299_000];
        new Random(1).NextBytes(sent);

        Assert.Equal(sent, await echo.Ask<byte[]>(sent, Patience));
    }

    [Fact]
    public async Task Large_and_small_messages_keep_their_order()
    {
        var probe = new Probe(A);
        var target = await ReferenceAsync(B, probe.Ref, A);

        for (var i = 0; i < 200; i++)
        {
            target.Tell(new byte[i % 2 == 0 ? i : 1_000 * i], ActorRefs.NoSender);
            target.Tell(i, ActorRefs.NoSender);
        }

        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(i % 2 == 0 ? i : 1_000 * i, (await probe.Expect<byte[]>()).Length);
            await probe.Expect(i);
        }
    }

    [Fact]
    public async Task A_message_that_cannot_be_serialized_is_logged_and_the_next_arrives()
    {
        var echo = await ReferenceAsync(B, A.ActorOf(Echo), A);
        var errors = new Probe(B);
        B.EventStream.Subscribe(errors.Ref, typeof(Error));
        var probe = new Probe(B);

        echo.Tell(new Refused(), probe.Ref);
        await errors.Expect<Error>();
        echo.Tell("next", probe.Ref);

        await probe.Expect("next");
    }

    public sealed class Refused
    {
        public string Text => throw new SerializationException("no");
    }
}
