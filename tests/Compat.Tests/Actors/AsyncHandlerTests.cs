using Akka.Actor;

namespace FedPrune.Compat.Tests.Actors;

public sealed class AsyncHandlerTests : ActorTest
{
    [Fact]
    public async Task The_next_message_waits_until_an_asynchronous_handler_has_ended()
    {
        var probe = NewProbe();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = System.ActorOf(Props.Create(() => new Awaiting(probe.Ref, gate.Task)));
        actor.Tell("first");
        actor.Tell("second");
        await probe.Expect("begin first");
        await probe.ExpectNothingUntilNow();
        gate.SetResult();
        foreach (var step in new[] { "end first", "begin second", "end second" }) await probe.Expect(step);
    }

    [Fact]
    public async Task Sender_and_Self_are_still_there_after_an_await()
    {
        var actor = System.ActorOf(Props.Create(() => new AnswersLater()));
        Assert.Equal(actor, await actor.Ask<IActorRef>("x", Patience));
    }

    [Fact]
    public async Task The_failure_of_an_asynchronous_handler_is_the_actors()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(
            Act((message, context) => context.ActorOf(Props.Create(() => new FailsLater()), "child").Tell(message))
                .WithSupervisorStrategy(new OneForOneStrategy(cause =>
                {
                    probe.Ref.Tell(cause, ActorRefs.NoSender);
                    return Directive.Stop;
                })));
        actor.Tell("x");
        Assert.Equal("later", (await probe.Expect<InvalidOperationException>()).Message);
    }

    private sealed class Awaiting : ReceiveActor
    {
        public Awaiting(IActorRef probe, Task gate) => ReceiveAsync<string>(async text =>
        {
            probe.Tell("begin " + text);
            await gate;
            probe.Tell("end " + text);
        });
    }

    private sealed class AnswersLater : ReceiveActor
    {
        public AnswersLater() => ReceiveAsync<string>(async _ =>
        {
            for (var i = 0; i < 3; i++) await Task.Yield();
            Sender.Tell(Self);
        });
    }

    private sealed class FailsLater : ReceiveActor
    {
        public FailsLater() => ReceiveAsync<string>(async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        });
    }
}
