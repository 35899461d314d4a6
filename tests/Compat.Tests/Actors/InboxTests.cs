using Akka.Actor;

namespace FedPrune.Compat.Tests.Actors;

public sealed class InboxTests : ActorTest
{
    [Fact]
    public void Messages_come_out_in_the_order_they_came()
    {
        using var inbox = Inbox.Create(System);
        foreach (var i in Enumerable.Range(0, 3)) inbox.Receiver.Tell(i);
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(_ => inbox.Receive(Patience)));
    }

    [Fact]
    public void What_is_sent_through_the_inbox_is_answered_to_it()
    {
        using var inbox = Inbox.Create(System);
        inbox.Send(System.ActorOf(Act((m, context) => context.Sender.Tell(m))), "hello");
        Assert.Equal("hello", inbox.Receive(Patience));
    }

    [Fact]
    public async Task A_message_that_comes_later_is_waited_for()
    {
        using var inbox = Inbox.Create(System);
        var received = inbox.ReceiveAsync(Patience);
        inbox.Receiver.Tell("late");
        Assert.Equal("late", await received);
    }

    [Fact]
    public void No_message_in_time_is_a_TimeoutException()
    {
        using var inbox = Inbox.Create(System);
        var failure = Assert.ThrowsAny<Exception>(() => inbox.Receive(TimeSpan.FromMilliseconds(20)));

        // The official one wraps it when the inbox itself notices the time before the thread that waits does.
        Assert.IsType<TimeoutException>(failure.GetBaseException());
    }

    [Fact]
    public void ReceiveWhere_leaves_other_messages_where_they_are()
    {
        using var inbox = Inbox.Create(System);
        foreach (var message in new object[] { 1, "two", 3 }) inbox.Receiver.Tell(message);
        Assert.Equal("two", inbox.ReceiveWhere(m => m is string, Patience));
        Assert.Equal(1, inbox.Receive(Patience));
        Assert.Equal(3, inbox.Receive(Patience));
    }

    [Fact]
    public void An_inbox_watches_actors()
    {
        using var inbox = Inbox.Create(System);
        var actor = System.ActorOf(Act((_, _) => { }));
        inbox.Watch(actor);
        inbox.Send(actor, PoisonPill.Instance);
        Assert.Equal(actor, Assert.IsType<Terminated>(inbox.Receive(Patience)).ActorRef);
    }
}
