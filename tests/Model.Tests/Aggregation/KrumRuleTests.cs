using FedPrune.Model.Aggregation;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Networks;

namespace FedPrune.Model.Tests.Aggregation;

public sealed class KrumRuleTests
{
    private static readonly Topology Dense = Topology.Dense(TinyNetworks.Toy.Layout);

    [Fact]
    public void Takes_the_update_closest_to_its_neighbours()
    {
        // n = 7, f = 2: three nearest neighbours each. Of 0, 1, 2, 3, 4 the one in the middle is closest to three others.
        Assert.Equal([0, 0, 1, 0, 0, 0, 0], new KrumRule(0.3, Multi: false).Weights(At(0, 1, 2.1f, 3, 4, 90, 91)));
    }

    [Fact]
    public void Multi_Krum_takes_all_but_as_many_as_may_be_faulty() =>
        Assert.Equal([0.2, 0.2, 0, 0.2, 0.2, 0.2, 0], new KrumRule(0.3, Multi: true).Weights(At(0, 1, 70, 2, 3, 4, 90)));

    [Fact]
    public void Of_updates_that_are_all_the_same_the_first_is_as_good_as_any()
    {
        Assert.Equal([1, 0, 0, 0, 0], new KrumRule(0.2, Multi: false).Weights(At(3, 3, 3, 3, 3)));
        Assert.Equal(Enumerable.Repeat(0.2, 5), new KrumRule(0, Multi: true).Weights(At(3, 3, 3, 3, 3)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Fewer_updates_than_it_needs_still_get_weights_that_sum_to_one(int count)
    {
        float[] places = [.. Enumerable.Range(0, count).Select(i => (float)(i * i))];
        foreach (var multi in new[] { false, true })
            Assert.Equal(1, new KrumRule(0.4, multi).Weights(At(places)).Sum(), 12);
    }

    [Fact]
    public void Distances_do_not_depend_on_how_topologies_are_written()
    {
        var own = Topology.Of(TinyNetworks.Toy.Layout, [.. Enumerable.Range(0, Dense.Count - 1)]);
        Update[] mixed = [.. At(0, 1, 2, 3, 70).Select((u, i) => i % 2 == 0 ? u : new Update(i, 1, own, u.Values[..^1]))];
        Assert.Equal(0, new KrumRule(0.2, Multi: true).Weights(mixed)[4]);
    }

    private static Update[] At(params float[] places) =>
        [.. places.Select((place, i) => new Update(i, 10 + i, Dense, Enumerable.Repeat(place, Dense.Count).ToArray()))];
}
