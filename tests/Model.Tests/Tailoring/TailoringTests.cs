using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Contribution;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tailoring;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Training;
using FedPrune.Model.Tests.Wire;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Tailoring;

public sealed class TailoringTests
{
    private static readonly ParameterLayout LeNet = NetworkCatalogue.Create("lenet5", new ImageShape(1, 28, 28), 10).Layout;

    [Fact]
    public void Half_a_LeNet_has_half_its_channels_and_all_its_inputs_and_classes()
    {
        // By hand: 3 of 6 and 8 of 16 channels, 8·25 of 400 inputs, 60 of 120, 42 of 84.
        var half = Widths.Of(LeNet, 0.5);
        Assert.Equal(
            [3 * 25, 3, 8 * 3 * 25, 8, 60 * 200, 60, 42 * 60, 42, 10 * 42, 10],
            Enumerable.Range(0, LeNet.Blocks.Length).Select(half.KeptIn));
        Assert.True(Widths.Of(LeNet, 1).IsDense);
    }

    [Fact]
    public void A_narrower_network_lies_within_a_wider_one()
    {
        foreach (var name in new[] { "mlp", "cnn14", "lenet5", "resnet18", "vit" })
        {
            var layout = NetworkCatalogue.Create(name, new ImageShape(3, 32, 32), 10).Layout;
            var (narrow, wide) = (Widths.Of(layout, 0.25), Widths.Of(layout, 0.5));
            Assert.Equal(narrow.Count, narrow.CommonWith(wide));
            Assert.InRange(narrow.Density, 0.03, 0.25);
        }
    }

    /// <summary>A network of the narrow widths, trained by itself, moves as the narrow part of the wide one does.</summary>
    [TorchFact]
    public void A_narrow_share_trains_as_a_narrow_network_does()
    {
        var data = new SyntheticImages { Shape = new(1, 8, 8), Classes = 3, Train = 20, Test = 5 }.Generate(1);
        Network wide = Sized(8, 12), narrow = Sized(4, 6);
        var share = Widths.Of(wide.Layout, 0.5);
        var weights = share.Gather(Initialisation.He(wide.Layout, 1));
        using TorchEngine first = new(wide, data), second = new(narrow, data);
        var settings = new LocalTraining(2, 5, 0.1f, 0.5f);
        var labels = data.Train.Labels.ToArray();
        int[] samples = [.. Enumerable.Range(0, 20)];
        var one = first.Train(new TrainingJob(share, weights, samples, labels, settings, 1, 0, 0)).Update;
        var other = second.Train(new TrainingJob(Topology.Dense(narrow.Layout), weights, samples, labels, settings, 1, 0, 0)).Update;
        Assert.Equal(one.Length, other.Length);
        Assert.All(one.Zip(other), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-5));

        Network Sized(int channels, int hidden) => new("sized", data.Train.Shape,
            [new Conv2d(channels, 3), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(hidden), new ReLU(), new Linear(3)]);
    }

    [Fact]
    public void A_device_gets_the_largest_level_that_meets_the_deadline()
    {
        var round = Round(new Costs(0.6, (device, topology) => topology.Density * (device + 1)));
        var shares = new Levels(ByCapability: true, ByContribution: false, Least: 0.1).Shares(round);
        Topology[] given = [.. Enumerable.Range(0, 12).Select(device => shares(device).Topology)];
        Assert.Same(round.Plan.Sent, given[0]);
        for (int device = 1; device < given.Length; device++)
        {
            Assert.Equal(given[device].Count, given[device].CommonWith(given[device - 1])); // nested
            Assert.True(given[device].Density * (device + 1) <= 0.6 || ReferenceEquals(given[device], given[^1]));
        }
        Assert.True(given[^1].Count < 0.2 * given[0].Count);
        Assert.InRange(given.Distinct().Count(), 4, 6);
    }

    [Fact]
    public void A_device_below_the_mean_reputation_gets_no_more_than_its_share_of_it()
    {
        var known = Reputations.None.Smoothed([0, 1, 2, 3], [0.8, 0.8, 0.3, 0.1], 0); // mean 0.5
        var round = Round(new Costs(1, (_, _) => 99), known);
        var rule = new Levels(ByCapability: false, ByContribution: true, Least: 0.3);
        var shares = rule.Shares(round);
        Assert.Same(round.Plan.Sent, shares(0).Topology);
        Assert.Same(round.Plan.Sent, shares(9).Topology); // a stranger takes the mean
        Assert.InRange(Of(2), 0.4, 0.6); // 0.3/0.5, or the level below
        Assert.InRange(Of(3), 0.25, 0.35); // the least
        Assert.Equal([1, 0.3], [rule.ShareAt(0), Math.Round(rule.ShareAt(5), 12)]);

        double Of(int device) => Pruned(shares(device).Topology) / Pruned(round.Plan.Sent);
        static double Pruned(Topology topology) => topology.Layout.Blocks.Select((b, i) => b.Prunable ? topology.KeptIn(i) : 0).Sum();
    }

    [Fact]
    public void The_bandit_tries_every_rate_and_then_favours_the_one_that_pays()
    {
        var rule = new RateBandit(Highest: 0.8, Discount: 1);
        var memory = ServerMemory.None;
        var tried = new List<int>();
        var loss = 100.0;
        for (int round = 0; round < 60; round++)
        {
            var arm = RateBandit.Choose(memory.TryGetValue("bandit-7", out var notes) ? notes.Span : default);
            tried.Add(arm);
            loss -= arm == 3 ? 1 : 0.01; // the rate of 0.6 makes it fall
            var kept = new ServerMemory(memory);
            rule.Remember(Round(new Costs(1, (_, _) => 0)).Plan, [Told(7, loss, 1), Told(8, 1, 1.2)], kept);
            memory = kept.Kept;
        }
        Assert.Equal([0, 1, 2, 3, 4], tried.Take(5));
        Assert.True(tried.Skip(10).Count(arm => arm == 3) > 25, string.Join(' ', tried));
        Assert.Equal([0, 0.2, 0.4, 0.6, 0.8], Enumerable.Range(0, 5).Select(arm => Math.Round(rule.RateOf(arm), 12)));
    }

    [Fact]
    public void Devices_with_high_losses_in_many_classes_are_suspected()
    {
        var random = Topologies.Stream(1);
        var memory = new ServerMemory(ServerMemory.None);
        for (int device = 0; device < 20; device++)
        {
            var losses = memory.Change($"losses-{device}", 10).Span;
            foreach (ref var loss in losses)
                loss = (float)((device % 5 == 0 ? 2.5 : 1) + (0.3 * random.NextNormal()));
            losses[device % 10] = -1; // a class that it does not have
        }
        Assert.Equal([0, 5, 10, 15], Suspicion.Suspects(memory.Kept).Order());
    }

    [Fact]
    public void Nobody_is_suspected_where_all_are_alike_or_few_are_known()
    {
        var memory = new ServerMemory(ServerMemory.None);
        var random = Topologies.Stream(1);
        for (int device = 0; device < 3; device++)
            memory.Change($"losses-{device}", 4, initial: device == 0 ? 9 : 1);
        Assert.Empty(Suspicion.Suspects(memory.Kept));
        var same = new ServerMemory(ServerMemory.None);
        for (int device = 0; device < 20; device++)
            same.Change($"losses-{device}", 4, initial: 1);
        Assert.Empty(Suspicion.Suspects(same.Kept));
        Assert.Equal(new bool[30], TwoNormals.Upper([.. Enumerable.Range(0, 30).Select(_ => random.NextNormal())]));
    }

    [Fact]
    public void A_suspect_counts_the_less_the_further_it_lies_from_the_trusted()
    {
        var dense = Topology.Dense(TinyNetworks.Toy.Layout);
        Update[] updates = [At(0, 0), At(1, 1), At(2, 3) with { Suspected = true }, At(3, 9) with { Suspected = true }];
        var weights = Suspicion.Weights(updates); // D = 2/8 and 1
        Assert.Equal(1, weights.Sum(), 12);
        Assert.Equal(weights[0], weights[1], 12);
        Assert.Equal(Math.Exp(-0.25), weights[2] / weights[0], 6);
        Assert.Equal(Math.Exp(-1), weights[3] / weights[0], 6);
        Assert.Equal([0.5, 0.5], Suspicion.Weights([updates[2], updates[3]]));

        Update At(int device, float place) => new(device, 10, dense, Enumerable.Repeat(place, dense.Count).ToArray());
    }

    private static Update Told(int device, double loss, double seconds) =>
        new(device, 10, Topology.Dense(TinyNetworks.Toy.Layout), new float[23]) { Loss = loss, Seconds = seconds };

    private static TailoringRound Round(IRoundCosts costs, Reputations? reputations = null)
    {
        var algorithm = AlgorithmCatalogue.FedPrune(0.5, 30);
        var model = GlobalModel.Initial(algorithm, LeNet, 1) with { Reputations = reputations ?? Reputations.None };
        var plan = RoundPlan.For(algorithm, model, RoundPlan.PrunedTopology(algorithm, LeNet, model, 1), 1, 0);
        return new TailoringRound(algorithm, model, plan, 30, costs);
    }

    private sealed class Costs(double deadline, Func<int, Topology, double> seconds) : IRoundCosts
    {
        public double Deadline => deadline;

        public double Seconds(int device, Topology topology) => seconds(device, topology);
    }
}
