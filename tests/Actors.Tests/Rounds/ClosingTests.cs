using FedPrune.Actors.Rounds;

namespace FedPrune.Actors.Tests.Rounds;

public sealed class ClosingTests
{
    private static readonly (int, double)[] Fresh = [(1, 3), (4, 1), (6, 2)], Pending = [(2, 2.5), (9, 40)];

    [Theory]
    [InlineData(3, 0, double.PositiveInfinity, 3, new[] { 1, 2, 4, 6 })] // all have answered; a late one came meanwhile
    [InlineData(4, 0, 10, 10, new[] { 1, 2, 4, 6 })]                     // one never answers: the deadline
    [InlineData(3, 0, 2.2, 2.2, new[] { 4, 6 })]
    [InlineData(3, 2, 10, 2, new[] { 4, 6 })]                            // enough
    [InlineData(3, 3, 10, 2.5, new[] { 2, 4, 6 })]                       // late ones count for enough
    [InlineData(3, 5, double.PositiveInfinity, 40, new[] { 1, 2, 4, 6, 9 })]
    public void A_round_is_over_when_all_or_enough_have_answered_or_at_its_deadline(
        int asked, int goal, double deadline, double seconds, int[] inTime)
    {
        var closing = Closing.Of(asked, goal, deadline, Fresh, Pending);
        Assert.Equal(seconds, closing.Seconds);
        Assert.Equal(inTime, closing.InTime);
    }

    [Fact]
    public void Of_those_who_come_at_the_same_time_the_lower_number_is_first() =>
        Assert.Equal([3, 5], Closing.Of(3, 2, 10, [(7, 1), (5, 1), (3, 1)], []).InTime);

    [Fact]
    public void A_round_that_nobody_could_be_asked_in_passes_some_time() =>
        Assert.Equal(RoundPolicy.IdleSeconds, Closing.Of(0, 0, double.PositiveInfinity, [], []).Seconds);
}
