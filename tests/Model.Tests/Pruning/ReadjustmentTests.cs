using FedPrune.Model.Pruning;

namespace FedPrune.Model.Tests.Pruning;

public sealed class ReadjustmentTests
{
    [Theory]
    [InlineData(0, 0.2)]
    [InlineData(10, 0.2 * 0.75)] // cos(π/3) = ½
    [InlineData(15, 0.1)]
    [InlineData(20, 0.2 * 0.25)]
    [InlineData(30, 0)]
    [InlineData(31, 0)]
    [InlineData(1000, 0)]
    public void Anneals_along_half_a_cosine_and_stops(int round, double expected) =>
        Assert.Equal(expected, new Readjustment(0.2, Until: 30, Every: 1).At(round), 12);

    [Fact]
    public void Explores_in_every_nth_round_only()
    {
        var annealed = new Readjustment(0.1, Until: 22.5, Every: 1);
        var third = annealed with { Every = 3 };
        for (int round = 0; round < 40; round++)
            Assert.Equal(round % 3 == 0 ? annealed.At(round) : 0, third.At(round));
        Assert.Equal([0, 3, 6, 9, 12, 15, 18, 21], Enumerable.Range(0, 40).Where(t => third.At(t) > 0));
    }

    [Fact]
    public void None_never_explores() => Assert.All(Enumerable.Range(0, 50), round => Assert.Equal(0, Readjustment.None.At(round)));
}
