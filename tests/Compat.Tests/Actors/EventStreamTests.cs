using Akka.Actor;
using Akka.Event;

namespace FedPrune.Compat.Tests.Actors;

public sealed class EventStreamTests : ActorTest
{
    private interface IEvent;

    [Fact]
    public async Task A_subscriber_gets_the_class_and_what_extends_or_implements_it()
    {
        var probe = NewProbe();
        Assert.True(System.EventStream.Subscribe(probe.Ref, typeof(IEvent)));
        System.EventStream.Publish("other");
        System.EventStream.Publish(new Narrow(1));
        await probe.Expect(new Narrow(1));
        System.EventStream.Publish(new Wide(2));
        await probe.Expect(new Wide(2));
    }

    [Fact]
    public async Task A_subscriber_of_a_class_and_of_one_it_extends_gets_an_event_once()
    {
        var probe = NewProbe();
        Assert.True(System.EventStream.Subscribe(probe.Ref, typeof(Wide)));
        Assert.True(System.EventStream.Subscribe(probe.Ref, typeof(Narrow)));
        Assert.False(System.EventStream.Subscribe(probe.Ref, typeof(Narrow)));
        System.EventStream.Publish(new Narrow(1));
        await probe.Expect<Narrow>();
        await probe.ExpectNothingUntilNow();
    }

    [Fact]
    public async Task After_Unsubscribe_nothing_comes()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(Wide));
        Assert.True(System.EventStream.Unsubscribe(probe.Ref, typeof(Wide)));
        System.EventStream.Publish(new Wide(1));
        await probe.ExpectNothingUntilNow();
    }

    [Fact]
    public async Task Suppressed_dead_letters_are_published_apart()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(AllDeadLetters));
        System.DeadLetters.Tell(new Unimportant(), ActorRefs.NoSender);
        await probe.Expect<SuppressedDeadLetter>();
        System.DeadLetters.Tell("important", ActorRefs.NoSender);
        await probe.Expect<DeadLetter>();
    }

    private record Wide(int Number) : IEvent;

    private sealed record Narrow(int Number) : Wide(Number);

    private sealed class Unimportant : IDeadLetterSuppression;
}
