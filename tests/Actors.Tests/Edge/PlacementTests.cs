using FedPrune.Actors.Edge;

namespace FedPrune.Actors.Tests.Edge;

public sealed class PlacementTests
{
    private static readonly int[] Devices = [.. Enumerable.Range(0, 1000)];

    [Fact]
    public void Nobody_gets_more_than_its_share_rounded_up()
    {
        (string, int)[] nodes = [("a", 1), ("b", 2), ("c", 5)];
        foreach (var count in (int[])[1, 2, 7, 10, 999])
        {
            var placed = new Placement(nodes).Of(Devices[..count]);
            for (int node = 0; node < nodes.Length; node++)
                Assert.True(placed.Count(p => p == node) <= Math.Ceiling(count * nodes[node].Item2 / 8.0));
        }
    }

    [Fact]
    public void Most_devices_stay_where_they_were_when_a_node_comes()
    {
        (string Name, int Slots)[] before = [("a", 2), ("b", 2), ("c", 2)], after = [.. before, ("d", 2)];
        var (old, now) = (new Placement(before).Of(Devices), new Placement(after).Of(Devices));
        var moved = Devices.Count(d => old[d] != now[d]);
        Assert.InRange(moved, 200, 450); // a quarter must; modulo would move three quarters
        Assert.Equal(now, new Placement(after).Of(Devices));
    }
}
