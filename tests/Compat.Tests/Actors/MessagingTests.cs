using Akka.Actor;
using Akka.Event;

namespace FedPrune.Compat.Tests.Actors;

public sealed class MessagingTests : ActorTest
{
    [Fact]
    public async Task Messages_of_one_sender_to_one_receiver_arrive_in_order()
    {
        var probe = NewProbe();
        for (var i = 0; i < 10_000; i++) probe.Ref.Tell(i, ActorRefs.NoSender);
        for (var i = 0; i < 10_000; i++) await probe.Expect(i);
    }

    [Fact]
    public async Task The_sender_of_a_message_told_inside_an_actor_is_that_actor()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Act((_, _) => probe.Ref.Tell("hello")), "teller");
        actor.Tell("go");
        await probe.Expect("hello");
        Assert.Equal(actor, probe.LastSender);
    }

    [Fact]
    public async Task Forward_keeps_the_original_sender()
    {
        var (origin, target) = (NewProbe(), NewProbe());
        var mediator = System.ActorOf(Act((message, _) => target.Ref.Forward(message)));
        mediator.Tell("letter", origin.Ref);
        await target.Expect("letter");
        Assert.Equal(origin.Ref, target.LastSender);
    }

    [Fact]
    public async Task An_answer_to_a_message_without_sender_goes_to_the_dead_letters()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(DeadLetter));
        System.ActorOf(Act((_, context) => context.Sender.Tell("answer"))).Tell("question", ActorRefs.NoSender);
        Assert.Equal("answer", (await probe.Expect<DeadLetter>()).Message);
    }

    [Fact]
    public async Task Null_is_no_message()
    {
        var actor = NewProbe().Ref;
        await actor.Ask<ActorIdentity>(new Identify(0), Patience);
        Assert.ThrowsAny<Exception>(() => actor.Tell(null!, ActorRefs.NoSender));
    }

    [Fact]
    public async Task A_message_that_is_not_handled_is_published_as_UnhandledMessage()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(UnhandledMessage));
        var actor = System.ActorOf(Props.Create(() => new OnlyInts()));
        actor.Tell("text", probe.Ref);
        var unhandled = await probe.Expect<UnhandledMessage>();
        Assert.Equal(("text", actor, probe.Ref), ((string)unhandled.Message, unhandled.Recipient, unhandled.Sender));
    }

    [Fact]
    public async Task A_message_to_a_stopped_actor_is_published_as_DeadLetter()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(DeadLetter));
        var actor = System.ActorOf(Act((_, _) => { }));
        Assert.True(await actor.GracefulStop(Patience));
        actor.Tell("late", probe.Ref);
        var letter = await probe.Expect<DeadLetter>();
        Assert.Equal(("late", actor, probe.Ref), ((string)letter.Message, letter.Recipient, letter.Sender));
    }

    [Fact]
    public async Task Identify_is_answered_by_every_actor_with_its_identity()
    {
        var actor = System.ActorOf(Act((_, _) => Assert.Fail("Identify is not for the behaviour")));
        var identity = await actor.Ask<ActorIdentity>(new Identify(7), Patience);
        Assert.Equal((7, actor), ((int)identity.MessageId, identity.Subject));
    }

    private sealed class OnlyInts : ReceiveActor
    {
        public OnlyInts() => Receive<int>(_ => { });
    }
}
