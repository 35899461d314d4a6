using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.TestActors;
using Xunit.Sdk;

namespace FedPrune.Compat.Tests.TestKit;

public sealed class EventFilterTests() : Akka.TestKit.Xunit2.TestKit(ShortTimes.Settings)
{
    private static readonly TimeSpan s_brief = TimeSpan.FromMilliseconds(60);

    [Fact]
    public void An_event_is_met_by_level_and_by_message()
    {
        EventFilter.Debug("a").ExpectOne(() => Log.Debug("a"));
        EventFilter.Info(start: "a").ExpectOne(() => Log.Info("a {0}", 1));
        EventFilter.Warning(contains: "b").ExpectOne(() => Log.Warning("abc"));
        EventFilter.Error(new Regex("^a.$", RegexOptions.None, s_brief)).ExpectOne(() => Log.Error("ab"));
        EventFilter.ForLogLevel(LogLevel.InfoLevel, "c").ExpectOne(() => Log.Info("c"));
        EventFilter.Info("x 1").ExpectOne(() => Log.Info("x {0}", 1));
    }

    [Fact]
    public void The_result_is_returned() => Assert.Equal(5, EventFilter.Info("a").ExpectOne(() =>
    {
        Log.Info("a");
        return 5;
    }));

    [Fact]
    public void An_event_too_few_fails()
    {
        var failure = Assert.ThrowsAny<XunitException>(
            () => EventFilter.Info("a").Expect(2, s_brief, () => Log.Info("a")));
        Assert.Contains("Only received 1/2 messages that matched filter [Info when Message == \"a\"]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_too_many_fails()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => EventFilter.Info("a").ExpectOne(() =>
        {
            Log.Info("a");
            Log.Info("a");
            AwaitConditionNoThrow(() => false, s_brief); // the log is handled on a thread of its own
        }));
        Assert.Contains("Expected 1 message but received 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_event_means_none_for_the_whole_time()
    {
        EventFilter.Info("a").Expect(0, s_brief, () => Log.Info("b"));
        Assert.ThrowsAny<XunitException>(() => EventFilter.Info("a").Expect(0, s_brief, () => Log.Info("a")));
    }

    [Fact]
    public void An_error_is_met_by_its_exception_and_that_by_its_base_or_its_inner_one()
    {
        var failure = new InvalidOperationException("boo", new ArgumentException("inner"));
        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => Log.Error(failure, "log"));
        EventFilter.Exception<InvalidOperationException>("boo").ExpectOne(() => Log.Error(failure, "log"));
        EventFilter.Exception<InvalidOperationException>("log").ExpectOne(() => Log.Error(failure, "log"));
        EventFilter.Exception<Exception>().ExpectOne(() => Log.Error(failure, "log"));
        EventFilter.Exception(typeof(ArgumentException), checkInnerExceptions: true).ExpectOne(() => Log.Error(failure, "log"));
        EventFilter.Exception<ArgumentException>().Expect(0, s_brief, () => Log.Error(failure, "log"));
    }

    [Fact]
    public void The_failure_of_an_actor_is_met()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Failing()));
        EventFilter.Exception<InvalidTimeZoneException>("no such zone").ExpectOne(() => actor.Tell("fail"));
    }

    [Fact]
    public void Dead_letters_are_met_by_type_and_content()
    {
        EventFilter.DeadLetter().ExpectOne(() => Sys.DeadLetters.Tell("x"));
        EventFilter.DeadLetter<string>().ExpectOne(() => Sys.DeadLetters.Tell("x"));
        EventFilter.DeadLetter<int>(n => n == 3).ExpectOne(() => Sys.DeadLetters.Tell(3));
        EventFilter.DeadLetter<int>(n => n == 3).Expect(0, s_brief, () => Sys.DeadLetters.Tell(4));
    }

    [Fact]
    public void What_is_sent_to_a_stopped_actor_is_a_dead_letter()
    {
        var mortal = Watch(Sys.ActorOf(BlackHoleActor.Props));
        Sys.Stop(mortal);
        ExpectTerminated(mortal);
        EventFilter.DeadLetter<string>(source: mortal.Path.ToString()).ExpectOne(() => mortal.Tell("late"));
    }

    [Fact]
    public void Filters_add_up()
    {
        EventFilter.Info("a").And.Warning("b").Expect(2, () =>
        {
            Log.Info("a");
            Log.Warning("b");
        });
        EventFilter.Custom<Info>(info => Equals("q", info.Message.ToString())).ExpectOne(() => Log.Info("q"));
    }

    [Fact]
    public void A_source_must_match()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Failing()), "named");
        EventFilter.Error(source: actor.Path.ToString()).ExpectOne(() => actor.Tell("fail"));
        EventFilter.Info("a", source: "elsewhere").Expect(0, s_brief, () => Log.Info("a"));
    }

    [Fact]
    public void What_the_action_throws_comes_out() =>
        Assert.Throws<InvalidTimeZoneException>(() => EventFilter.Info("a").ExpectOne(() => throw new InvalidTimeZoneException()));

    [Fact]
    public void A_muted_event_is_still_published()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Info));
        using (EventFilter.Info().Mute()) Log.Info("muted");
        Assert.Equal("muted", FishForMessage<Info>(static _ => true).Message.ToString());
    }

    [Fact]
    public async Task Events_can_be_awaited()
    {
        await EventFilter.Info("a").ExpectOneAsync(() =>
        {
            Log.Info("a");
            return Task.CompletedTask;
        });
        await Assert.ThrowsAnyAsync<XunitException>(
            () => EventFilter.Info("a").ExpectAsync(1, s_brief, () => Task.CompletedTask));
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing() => ReceiveAny(_ => throw new InvalidTimeZoneException("no such zone"));
    }
}
