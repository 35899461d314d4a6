using Akka.Actor;
using Xunit.Sdk;

namespace FedPrune.Compat.Tests.TestKit;

public sealed class WithinTests() : Akka.TestKit.Xunit2.TestKit(ShortTimes.Settings)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_time_that_remains_is_known_inside_only()
    {
        Within(s_second, () => Assert.InRange(Remaining, s_second / 2, s_second));
        Assert.Throws<InvalidOperationException>(() => Remaining);
        Assert.Equal(TimeSpan.FromSeconds(2), RemainingOrDefault);
    }

    [Fact]
    public void The_result_is_returned() => Assert.Equal(5, Within(s_second, () => 5));

    [Fact]
    public void An_expectation_waits_no_longer_than_the_block_around_it()
    {
        var before = Now;
        Assert.ThrowsAny<XunitException>(() => Within(ShortTimes.Moment, () => ExpectMsg<string>()));
        Assert.InRange(Now - before, ShortTimes.Moment / 2, s_second);
    }

    [Fact]
    public void An_inner_block_ends_with_the_outer_one()
    {
        var before = Now;
        Assert.ThrowsAny<XunitException>(() => Within(ShortTimes.Moment, () => Within(2 * s_second, () => ExpectMsg<string>())));
        Assert.InRange(Now - before, ShortTimes.Moment / 2, s_second);
    }

    [Fact]
    public void A_block_that_is_too_fast_fails()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => Within(s_second, 2 * s_second, () => { }));
        Assert.Contains("should have at least been 00:00:01", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_is_too_slow_fails()
    {
        var failure = Assert.ThrowsAny<XunitException>(
            () => Within(ShortTimes.Moment, () => AwaitConditionNoThrow(() => false, 5 * ShortTimes.Moment)));
        Assert.Contains("exceeding 00:00:00.0400000", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_for_no_message_ends_with_the_block()
    {
        var before = Now;
        TestActor.Tell("before");
        var waitForNothing = () =>
        {
            ExpectMsg("before");
            ExpectNoMsg();
        };
        Within(2 * ShortTimes.Moment, waitForNothing, epsilonValue: 5 * s_second);
        Assert.InRange(Now - before, ShortTimes.Moment, s_second);
    }

    [Fact]
    public void A_block_that_ends_by_receiving_for_a_while_is_not_too_slow()
    {
        Within(ShortTimes.Moment, () =>
        {
            AwaitConditionNoThrow(() => false, 5 * ShortTimes.Moment);
            ReceiveWhile<string>(static _ => true, ShortTimes.Moment);
        });
        Assert.ThrowsAny<XunitException>(() => Within(ShortTimes.Moment, () =>
        {
            AwaitConditionNoThrow(() => false, 5 * ShortTimes.Moment);
            ExpectNoMsg(1);
        }));
    }

    [Fact]
    public void A_least_time_that_does_not_fit_fails_at_once()
    {
        var ran = false;
        Assert.ThrowsAny<XunitException>(() => Within(ShortTimes.Moment, () => Within(s_second, 2 * s_second, () => ran = true)));
        Assert.False(ran);
    }

    [Fact]
    public void What_a_block_throws_comes_out_and_ends_it()
    {
        Assert.Throws<InvalidTimeZoneException>(() => Within(s_second, () => throw new InvalidTimeZoneException()));
        Assert.Throws<InvalidOperationException>(() => Remaining);
    }

    [Fact]
    public async Task A_block_can_be_awaited()
    {
        TestActor.Tell("x");
        Assert.Equal("x", await WithinAsync(s_second, async () => await ExpectMsgAsync<string>()));
        var failure = await Assert.ThrowsAnyAsync<Exception>(
            () => WithinAsync(ShortTimes.Moment, async () => await ExpectMsgAsync<string>()));
        Assert.IsAssignableFrom<XunitException>(failure.GetBaseException());
    }

    [Fact]
    public void A_condition_is_asked_for_until_it_holds()
    {
        var asked = 0;
        AwaitCondition(() => ++asked == 3, s_second, TimeSpan.FromMilliseconds(1));
        Assert.Equal(3, asked);
        var failure = Assert.ThrowsAny<XunitException>(() => AwaitCondition(() => false, ShortTimes.Moment, " Never."));
        Assert.Equal("Timeout 00:00:00.0400000 expired while waiting for condition. Never.", failure.Message);
        Assert.False(AwaitConditionNoThrow(() => false, ShortTimes.Moment));
    }

    [Fact]
    public void An_assertion_is_tried_until_it_holds_and_fails_with_its_own_exception()
    {
        var tried = 0;
        AwaitAssert(() => Assert.True(++tried == 3), s_second, TimeSpan.FromMilliseconds(1));
        Assert.Equal(3, tried);
        Assert.Throws<InvalidTimeZoneException>(
            () => AwaitAssert(() => throw new InvalidTimeZoneException(), ShortTimes.Moment, TimeSpan.FromMilliseconds(10)));
    }

    [Fact]
    public async Task Conditions_and_assertions_can_be_awaited()
    {
        var asked = 0;
        await AwaitConditionAsync(() => ++asked == 3, s_second, TimeSpan.FromMilliseconds(1));
        await AwaitAssertAsync(() => Assert.Equal(5, ++asked), s_second, TimeSpan.FromMilliseconds(1));
        Assert.Equal(5, asked);
    }

    [Fact]
    public void Time_can_be_dilated_by_configuration()
    {
        using var slow = new Dilating();
        Assert.Equal(3 * s_second, slow.Dilated(s_second));
        Assert.Equal(s_second, Dilated(s_second));
    }

    private sealed class Dilating() : Akka.TestKit.Xunit2.TestKit("akka.test.timefactor = 3.0");
}
