using System.Collections.Immutable;
using FedPrune.Actors.Rounds;
using FedPrune.Model.Randomness;

namespace FedPrune.Actors.Tests.Rounds;

public sealed class SelectionTests
{
    private const int Devices = 40;

    private static readonly SelectionRound Round = new(
        Devices, Wanted: 10, Round: 0, Seed: 5, [.. Enumerable.Range(1, Devices)], new Dictionary<int, Experience>(), Eligible: null);

    public static TheoryData<SelectionRule> Rules => [new UniformSelection(), new SizeSelection(), new PowerOfChoice(2), new OortSelection(1)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Chooses_different_devices_that_may_be_asked_in_order(SelectionRule rule)
    {
        for (int round = 0; round < 50; round++)
        {
            var chosen = rule.Select(Round with { Round = round, Eligible = device => device % 3 != 0, Seen = SeenEvery(4) });
            Assert.Equal(10, chosen.Length);
            Assert.Equal(chosen.Distinct().Order(), chosen);
            Assert.All(chosen, device => Assert.NotEqual(0, device % 3));
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Chooses_all_who_may_be_asked_where_they_are_fewer_than_wanted(SelectionRule rule) =>
        Assert.Equal([3, 8, 21], rule.Select(Round with { Eligible = device => device is 3 or 8 or 21, Seen = SeenEvery(7) }));

    [Fact]
    public void Uniform_selection_is_that_of_before_where_all_may_be_asked() => Assert.Equal(
        Sampling.WithoutReplacement(Devices, 10, RandomStream.For(5, Purpose.Sampling, 0)), new UniformSelection().Select(Round));

    [Fact]
    public void Selection_by_size_chooses_in_proportion_to_data()
    {
        int[] counts = new int[3];
        for (int round = 0; round < 6000; round++)
            counts[Assert.Single(new SizeSelection().Select(Round with { Devices = 3, Wanted = 1, Samples = [10, 20, 30], Round = round }))]++;
        Assert.InRange(counts[0], 900, 1100);
        Assert.InRange(counts[1], 1880, 2120);
        Assert.InRange(counts[2], 2870, 3130);
    }

    [Fact]
    public void Power_of_choice_takes_the_unknown_first_and_then_the_highest_losses()
    {
        var seen = Enumerable.Range(0, Devices - 2).ToDictionary(device => device, device => new Experience(0, device, 1));
        Assert.Equal(Enumerable.Range(Devices - 10, 10), new PowerOfChoice(4).Select(Round with { Seen = seen }));
    }

    [Fact]
    public void Oort_prefers_much_loss_and_no_straggler()
    {
        var late = Round with { Round = 500, Samples = [.. Enumerable.Repeat(10, Devices)] }; // hardly explores any more
        var seen = Enumerable.Range(0, Devices).ToDictionary(device => device, device => new Experience(499, device, device < 20 ? 1 : 100));
        Assert.Equal(Enumerable.Range(10, 10), new OortSelection(2).Select(late with { Seen = seen }));
    }

    private static ImmutableSortedDictionary<int, Experience> SeenEvery(int step) => Enumerable.Range(0, Devices)
        .Where(device => device % step == 0).ToImmutableSortedDictionary(device => device, device => new Experience(0, 1 + device, 1));
}
