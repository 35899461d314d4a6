using System.Collections.Immutable;
using FedPrune.Model.Algorithms;

namespace FedPrune.Actors.Server;

/// <summary>What a round will cost, before any is done.</summary>
public static class Forecast
{
    /// <summary>Virtual seconds that each device needs for the first round, while nothing goes wrong.</summary>
    public static ImmutableArray<double> FirstRound(Experiment experiment, FederatedData data)
    {
        var informed = experiment with { SampleCounts = [.. Enumerable.Range(0, experiment.Devices).Select(data.Partition.CountOf)] };
        var state = ServerState.Initial(informed);
        var pruned = RoundPlan.PrunedTopology(informed.Algorithm, informed.Network.Layout, state.Model, informed.Seed);
        var plan = RoundPlan.For(informed.Algorithm, state.Model, pruned, informed.Seed, round: 0);
        var costs = Handout.CostsOf(informed, state, plan);
        return [.. Enumerable.Range(0, experiment.Devices).Select(device => costs.Seconds(device, plan.Sent))];
    }
}
