using System.Collections;
using Akka.Actor;
using Xunit.Sdk;

namespace FedPrune.Compat.Tests.TestKit;

public sealed class ReceiveTests() : Akka.TestKit.Xunit2.TestKit(ShortTimes.Settings)
{
    [Fact]
    public void One_message_or_none_is_received()
    {
        Assert.Null(ReceiveOne(TimeSpan.Zero));
        Assert.Null(ReceiveOne(ShortTimes.Moment));
        TestActor.Tell(1);
        Assert.Equal(1, ReceiveOne());
        Assert.False(TryReceiveOne(out _, ShortTimes.Moment));
        TestActor.Tell(2, TestActor);
        Assert.True(TryReceiveOne(out var envelope));
        Assert.Equal((2, TestActor), (envelope.Message, envelope.Sender));
    }

    [Fact]
    public void A_peek_leaves_the_message()
    {
        Assert.Null(PeekOne(ShortTimes.Moment));
        TestActor.Tell(1);
        Assert.Equal(1, PeekOne());
        Assert.True(HasMessages);
        Assert.Equal(1, ReceiveOne());
        Assert.False(HasMessages);
    }

    [Fact]
    public void So_many_messages_are_received_in_order()
    {
        for (var i = 0; i < 5; i++) TestActor.Tell(i);
        Assert.Equal([0, 1, 2], ReceiveN(3).Cast<int>());
        var failure = Assert.ThrowsAny<XunitException>(() => ReceiveN(3, ShortTimes.Moment));
        Assert.Contains("while expecting 3 messages. Only got 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_many_messages_can_be_awaited()
    {
        TestActor.Tell(1);
        TestActor.Tell(2);
        var received = new List<object>();
        await foreach (var message in ReceiveNAsync(2)) received.Add(message);
        Assert.Equal([1, 2], received);
    }

    [Fact]
    public void Receiving_goes_on_until_the_filter_gives_null()
    {
        foreach (object message in new object[] { "a", "b", 5 }) TestActor.Tell(message);
        Assert.Equal(["a", "b"], ReceiveWhile<string>(ShortTimes.Moment, message => (message as string)!));
        Assert.Equal(5, ReceiveOne());
    }

    [Fact]
    public void Receiving_goes_on_while_the_predicate_holds_of_messages_of_its_type()
    {
        foreach (object message in new object[] { 1, "s", 2, 3, 4 }) TestActor.Tell(message);
        Assert.Equal([1, 2], ReceiveWhile<int>(n => n < 3, ShortTimes.Moment));
        Assert.Equal(3, ReceiveOne());
        Assert.Equal(4, ReceiveOne());
    }

    [Fact]
    public void Receiving_ends_with_the_number_of_messages()
    {
        foreach (var message in new[] { 1, 2, 3 }) TestActor.Tell(message);
        Assert.Equal([1, 2], ReceiveWhile<object>(ShortTimes.Moment, message => message, 2));
        Assert.Equal(3, ReceiveOne());
    }

    [Fact]
    public void Fishing_passes_over_other_messages()
    {
        foreach (object message in new object[] { 1, "a", "b" }) TestActor.Tell(message);
        var passed = new ArrayList();
        Assert.Equal("b", FishForMessage<string>(text => text == "b", passed));
        Assert.Equal(new object[] { 1, "a" }, passed.ToArray());
        TestActor.Tell(2);
        Assert.Equal(2, FishForMessage(message => message is int));
    }

    [Fact]
    public void Fishing_for_nothing_fails()
    {
        TestActor.Tell(1);
        var failure = Assert.ThrowsAny<XunitException>(() => FishForMessage<string>(_ => true, ShortTimes.Moment, "a string"));
        Assert.Contains("during fishForMessage, hint: a string", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fishing_until_a_type_fails_when_it_comes()
    {
        TestActor.Tell(1);
        await FishUntilMessageAsync<string>(ShortTimes.Moment);
        TestActor.Tell(1);
        TestActor.Tell("s");
        await Assert.ThrowsAnyAsync<XunitException>(() => FishUntilMessageAsync<string>(ShortTimes.Moment));
    }

    [Fact]
    public async Task Radio_silence_gives_what_was_said_before()
    {
        TestActor.Tell(1);
        TestActor.Tell(2);
        var said = await WaitForRadioSilenceAsync(ShortTimes.Moment);
        Assert.Equal(new object[] { 1, 2 }, said.ToArray());
    }

    [Fact]
    public void Ignored_messages_are_dropped_until_told_otherwise()
    {
        IgnoreMessages(message => message is int);
        TestActor.Tell(1);
        TestActor.Tell("s");
        ExpectMsg("s");
        IgnoreNoMessages();
        TestActor.Tell(2);
        ExpectMsg(2);
        IgnoreMessages<string>();
        TestActor.Tell("s");
        TestActor.Tell(3);
        ExpectMsg(3);
    }
}
