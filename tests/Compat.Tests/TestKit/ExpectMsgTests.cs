using Akka.Actor;
using Akka.TestKit.TestActors;
using Xunit.Sdk;

namespace FedPrune.Compat.Tests.TestKit;

public sealed class ExpectMsgTests() : Akka.TestKit.Xunit2.TestKit(ShortTimes.Settings)
{
    [Fact]
    public void A_message_of_the_expected_type_is_returned()
    {
        TestActor.Tell("hello");
        Assert.Equal("hello", ExpectMsg<string>());
        Assert.Equal("hello", LastMessage);
    }

    [Fact]
    public void No_message_in_time_fails_and_says_what_was_waited_for()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectMsg<string>(ShortTimes.Moment, "of all things"));
        Assert.StartsWith(
            "Failed: Timeout 00:00:00.0400000 while waiting for a message of type System.String of all things",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_another_type_fails_and_is_shown()
    {
        TestActor.Tell(7);
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectMsg<string>());
        Assert.Contains("{7} (type System.Int32)", failure.Message, StringComparison.Ordinal);
        Assert.False(HasMessages);
    }

    [Fact]
    public void An_expected_message_must_be_equal()
    {
        TestActor.Tell("x");
        Assert.Equal("x", ExpectMsg("x"));
        TestActor.Tell("x");
        Assert.ThrowsAny<XunitException>(() => ExpectMsg("y"));
        TestActor.Tell(new[] { 1, 2 });
        Assert.Equal([1, 2], ExpectMsg(new[] { 1, 2 }));
        TestActor.Tell("X");
        Assert.Equal("X", ExpectMsg("x", StringComparer.OrdinalIgnoreCase.Equals));
    }

    [Fact]
    public void A_predicate_must_hold()
    {
        TestActor.Tell(3);
        Assert.Equal(3, ExpectMsg<int>(n => n > 2));
        TestActor.Tell(1);
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<int>(n => n > 2));
        TestActor.Tell(5, TestActor);
        Assert.Equal(5, ExpectMsg<int>((n, sender) => n == 5 && sender.Equals(TestActor)));
    }

    [Fact]
    public void What_an_assertion_throws_comes_out()
    {
        TestActor.Tell(3);
        Assert.Throws<InvalidTimeZoneException>(() => ExpectMsg<int>(_ => throw new InvalidTimeZoneException()));
    }

    [Fact]
    public void The_sender_must_be_the_expected_one()
    {
        var echo = Sys.ActorOf(SimpleEchoActor.Props());
        echo.Tell("back");
        Assert.Equal("back", ExpectMsgFrom<string>(echo));
        Assert.Equal(echo, LastSender);
        TestActor.Tell("self");
        Assert.ThrowsAny<XunitException>(() => ExpectMsgFrom<string>(echo));
        echo.Tell(4);
        Assert.Equal(4, ExpectMsgFrom(echo, 4));
        echo.Tell(5);
        Assert.Equal(5, ExpectMsgFrom<int>(echo, n => n == 5));
    }

    [Fact]
    public void The_last_sender_is_unknown_before_anything_was_received()
    {
        var probe = CreateTestProbe();
        Assert.Throws<IllegalActorStateException>(() => probe.LastSender);
        Assert.Throws<IllegalActorStateException>(() => probe.Sender);
    }

    [Fact]
    public void All_of_some_messages_may_come_in_any_order()
    {
        TestActor.Tell(1);
        TestActor.Tell(2);
        Assert.Equal([1, 2], ExpectMsgAllOf(2, 1));
        TestActor.Tell("s");
        TestActor.Tell(1);
        Assert.Equal(["s", 1], ExpectMsgAllOf<object>(1, "s"));
    }

    [Fact]
    public void All_of_some_messages_names_the_missing_and_the_unexpected()
    {
        TestActor.Tell(1);
        TestActor.Tell(3);
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectMsgAllOf(2, 1));
        Assert.Contains("not found [2] found unexpected [3]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_of_some_messages_is_enough()
    {
        TestActor.Tell(1);
        Assert.Equal(1, ExpectMsgAnyOf<int>([2, 1]));
        TestActor.Tell(5);
        Assert.ThrowsAny<XunitException>(() => ExpectMsgAnyOf<int>([2, 1]));
    }

    [Fact]
    public void No_message_means_none_for_the_whole_time()
    {
        ExpectNoMsg();
        ExpectNoMsg(ShortTimes.Moment);
        ExpectNoMsg(10);
        TestActor.Tell("x");
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectNoMsg(ShortTimes.Moment));
        Assert.Contains("Expected no messages during 00:00:00.0400000, instead we received <x>", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_actor_is_expected_to_have_been_watched()
    {
        var echo = Watch(Sys.ActorOf(SimpleEchoActor.Props()));
        Sys.Stop(echo);
        Assert.Equal(echo, ExpectTerminated(echo).ActorRef);

        var unwatched = Sys.ActorOf(SimpleEchoActor.Props());
        Watch(unwatched);
        Unwatch(unwatched);
        Sys.Stop(unwatched);
        Assert.ThrowsAny<XunitException>(() => ExpectTerminated(unwatched, ShortTimes.Moment));
    }

    [Fact]
    public async Task Expectations_can_be_awaited()
    {
        TestActor.Tell("a");
        Assert.Equal("a", await ExpectMsgAsync<string>());
        TestActor.Tell("b");
        Assert.Equal("b", await ExpectMsgAsync("b"));
        TestActor.Tell(3);
        Assert.Equal(3, await ExpectMsgAsync<int>(n => n == 3));
        await ExpectNoMsgAsync(ShortTimes.Moment);
        await Assert.ThrowsAnyAsync<XunitException>(async () => await ExpectMsgAsync<string>(ShortTimes.Moment));
    }

    [Fact]
    public async Task What_is_sent_after_an_await_still_comes_from_the_test_actor()
    {
        var echo = Sys.ActorOf(SimpleEchoActor.Props());
        await ExpectNoMsgAsync(ShortTimes.Moment);
        echo.Tell("one");
        await ExpectMsgAsync("one");
        echo.Tell("two");
        await ExpectMsgFromAsync(echo, "two");
    }
}
