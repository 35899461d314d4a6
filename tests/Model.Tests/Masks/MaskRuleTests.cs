using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Contribution;
using FedPrune.Model.Masks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Networks;

namespace FedPrune.Model.Tests.Masks;

/// <summary>
/// By hand, on the toy network (weights 0–11, biases 12–14, weights 15–20, biases 21–22): 4 of the first block and 2 of the
/// second are kept, and the weight at j is j.
/// </summary>
public sealed class MaskRuleTests
{
    private static readonly Model.Networks.ParameterLayout Toy = TinyNetworks.Toy.Layout;
    private static readonly Topology Kept = Topology.Of(Toy, [0, 2, 5, 7, 12, 13, 14, 16, 19, 21, 22]);
    private static readonly Readjustment Half = new(Initial: 0.5, Until: 10, Every: 1);

    [Fact]
    public void SNIP_keeps_the_largest_products_of_weight_and_change()
    {
        var dense = Topology.Dense(Toy);
        float[] before = [.. Enumerable.Range(0, 23).Select(j => j == 4 ? 50f : 1)], after = [.. before.Select((w, j) => w + (j is 3 or 4 or 17 ? 0.1f : 0.001f))];
        var plan = new RoundPlan(0, dense, dense, dense, before);
        var next = Rule(new Snip(), plan, after, pruningRate: 1 - (3.0 / 18));
        Assert.Equal([3, 4, 12, 13, 14, 17, 21, 22], next.Kept.ToArray());
        Assert.Same(next, Rule(new Snip(), Plan(round: 1, next), after, 0.9));
    }

    [Fact]
    public void FedDST_prunes_the_mean_of_moved_masks_back_and_forgets_what_nobody_holds()
    {
        var moved = Topology.Of(Toy, [0, 3, 5, 7, 12, 13, 14, 15, 19, 21, 22]);
        var weights = Weights();
        var next = Rule(new DeviceMoves(Half), Plan(0), weights, 0.5, Update(0, moved), Update(1, moved));
        Assert.Equal(moved.Kept.ToArray(), next.Kept.ToArray()); // 2 and 16, which nobody holds, are larger than 0 but gone
        Assert.Equal((0, 0), (weights[2], weights[16]));
    }

    [Fact]
    public void FedTiny_grows_where_the_mean_gradient_is_largest_and_drops_the_smallest_weights()
    {
        // α_0 = 0.5: two of the first block and one of the second. Gradients at 9 cancel out, those at 8, 11 and 20 do not.
        var growth = new TopGradientGrowth(Half, Groups: 1);
        var next = Rule(growth, Plan(0), Weights(), 0.5, Report(0, (8, 1), (9, 5), (20, 1)), Report(1, (9, -5), (11, -2), (17, 0.5f)));
        Assert.Equal([5, 7, 8, 11, 12, 13, 14, 19, 20, 21, 22], next.Kept.ToArray());
    }

    [Fact]
    public void FedTiny_moves_one_group_of_layers_at_a_time_from_the_output_on()
    {
        var growth = new TopGradientGrowth(Half, Groups: 2);
        Update[] reports = [Report(0, (8, 1), (9, 1), (20, 1)), Report(1, (8, 1), (9, 1), (20, 1))];
        Assert.Equal([0, 2, 5, 7, 12, 13, 14, 19, 20, 21, 22], Rule(growth, Plan(0), Weights(), 0.5, reports).Kept.ToArray());
        Assert.Equal([5, 7, 8, 12, 13, 14, 16, 19, 21, 22], Rule(growth with { Schedule = Half with { Initial = 0.3 } }, Plan(1), Weights(), 0.5, reports).Kept.ToArray().Where(j => j != 2));
    }

    [Fact]
    public void PruneFL_adds_weights_as_long_as_they_gain_more_a_second_than_all_together()
    {
        // Sure: 2 (gain 4), 5, 7 and the biases, each a second; c = 1. 3 gains 100, 4 gains 8.4; the others nothing.
        var rule = new GradientPerSecond(1, Share: 0.25, HalfLife: 1e9, FixedSeconds: 1, SecondsPerUse: 0, SecondsPerWeight: 1);
        var gradient = new float[23];
        (gradient[2], gradient[3], gradient[4]) = (2, 10, 2.9f);
        var next = Rule(rule, Plan(0), Weights(), pruningRate: 0, Dense(0, gradient));
        Assert.Equal([2, 3, 5, 7, 12, 13, 14, 16, 19, 21, 22], next.Kept.ToArray()); // after 3, Γ = 104/12 = 8.7, and 2.9² = 8.4
    }

    [Fact]
    public void PruneFL_stays_below_the_algorithms_density()
    {
        var rule = new GradientPerSecond(1, 0.5, 1e9, FixedSeconds: 1e6, SecondsPerUse: 0, SecondsPerWeight: 1);
        float[] gradient = [.. Enumerable.Range(0, 23).Select(j => 1f + j)];
        var next = Rule(rule, Plan(0), Weights(), pruningRate: 0.5, Dense(0, gradient));
        Assert.Equal(9, next.KeptIn(0) + next.KeptIn(2));
    }

    [Fact]
    public void FedRTSs_beliefs_follow_its_equations()
    {
        // κ keeps half: of the first block the server 5, 7; device 0 keeps 0 and 2, device 1 keeps 5 and 7. γ = 0.25, λ = 10.
        var rule = new ThompsonSampling(Half, Gamma: 0.25, Step: 10);
        var memory = new ServerMemory(ServerMemory.None);
        var next = Next(rule, Plan(0), Weights(), 0.5, memory, Moved(0, (0, 90), (2, 80)), Moved(1));
        var alpha = memory.Kept[ThompsonSampling.Alpha].Span;
        var beta = memory.Kept[ThompsonSampling.Beta].Span;
        Assert.Equal(1 + (10 * 0.75 * 0.5), alpha[0], tolerance: 1e-4);
        Assert.Equal(1 + (10 * (0.25 + (0.75 * 0.5))), alpha[5], tolerance: 1e-4);
        Assert.Equal(1 + 10, alpha[12], tolerance: 1e-4);                            // a bias is always kept
        Assert.Equal(1 + (10 * (0.125 + (0.75 * 0.5))), alpha[9], tolerance: 1e-4); // one of two devices would grow it
        Assert.Equal(1 + (10 * 0.125), alpha[10], tolerance: 1e-4);
        for (int j = 0; j < 23; j++)
            Assert.Equal(12, alpha[j] + beta[j], tolerance: 1e-4);
        Assert.Equal((4, 2), (next.KeptIn(0), next.KeptIn(2)));
    }

    [Fact]
    public void With_gamma_1_FedRTS_does_not_listen_to_devices()
    {
        var rule = new ThompsonSampling(Half, Gamma: 1, Step: 10);
        ServerMemory one = new(ServerMemory.None), other = new(ServerMemory.None);
        Next(rule, Plan(0), Weights(), 0.5, one, Moved(0, (0, 90), (2, 80)), Moved(1));
        Next(rule, Plan(0), Weights(), 0.5, other, Moved(0), Moved(1, (16, 90)));
        Assert.Equal(one.Kept[ThompsonSampling.Alpha].ToArray(), other.Kept[ThompsonSampling.Alpha].ToArray());
    }

    [Fact]
    public void FedRTS_keeps_what_it_believes_in()
    {
        var rule = new ThompsonSampling(Half, 0.5, 10);
        float[] alpha = [.. Enumerable.Range(0, 23).Select(j => j is 1 or 3 or 4 or 6 or 15 or 20 ? 1e5f : 1)], beta = [.. alpha.Select(a => a > 1 ? 1 : 1e5f)];
        var memory = new ServerMemory(ServerMemory.None.Add(ThompsonSampling.Alpha, alpha).Add(ThompsonSampling.Beta, beta));
        var next = Next(rule, Plan(0), Weights(), 0.5, memory, Moved(0));
        Assert.Equal([1, 3, 4, 6, 12, 13, 14, 15, 20, 21, 22], next.Kept.ToArray());
    }

    private static float[] Weights() => [.. Enumerable.Range(0, 23).Select(j => Kept.Kept.Contains(j) ? (float)j : 0)];

    private static RoundPlan Plan(int round, Topology? kept = null) =>
        new(round, kept ?? Kept, kept ?? Kept, kept ?? Kept, (kept ?? Kept).Gather([.. Enumerable.Range(0, 23).Select(j => (float)j)])) { Seed = 1 };

    private static Topology Rule(MaskRule rule, RoundPlan plan, float[] weights, double pruningRate, params Update[] updates) =>
        Next(rule, plan, weights, pruningRate, new ServerMemory(ServerMemory.None), updates);

    private static Topology Next(MaskRule rule, RoundPlan plan, float[] weights, double pruningRate, ServerMemory memory, params Update[] updates) =>
        rule.Next(new MaskRound(
            AlgorithmCatalogue.Static(pruningRate, DensityRule.Erk), plan, updates, AggregationWeights.BySize([.. updates.Select(u => u.Samples)]), weights,
            memory));

    private static Update Update(int device, Topology topology) => new(device, 10, topology, new float[topology.Count]);

    private static Update Report(int device, params (int Index, float Value)[] gradients) => Update(device, Kept) with
    {
        Report = new SideReport(Topology.Of(Toy, [.. gradients.Select(g => g.Index)]), gradients.Select(g => g.Value).ToArray()),
    };

    private static Update Dense(int device, float[] gradient) => Update(device, Kept) with { Report = new SideReport(Topology.Dense(Toy), gradient) };

    // Device 0 would grow 9 and 20, device 1 11 and 20.
    private static Update Moved(int device, params (int Index, float Weight)[] changes)
    {
        var values = new float[Kept.Count];
        foreach (var (index, weight) in changes)
            values[Kept.Kept.IndexOf(index)] = weight;
        return new Update(device, 10, Kept, values) { Report = new SideReport(Topology.Of(Toy, device == 0 ? [9, 20] : [11, 20]), default) };
    }
}
