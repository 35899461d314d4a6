using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Contribution;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Tests.Algorithms;

public sealed class AlgorithmCatalogueTests
{
    [Fact]
    public void FedPrune_has_the_documented_defaults()
    {
        var algorithm = AlgorithmCatalogue.FedPrune(0.9, 40);
        Assert.Equal(new Readjustment(0.1, Until: 30, Every: 3), algorithm.Readjustment);
        Assert.Equal((0.9, DensityRule.Erk, true, true), (algorithm.PruningRate, algorithm.Densities, algorithm.PrunedStart, algorithm.DynamicTopology));
        Assert.Equal((ContributionRule.LayerwiseSigns, WeightRule.Saturating, 0.7), (algorithm.Contribution, algorithm.Weights, algorithm.Smoothing));
        Assert.Equal((0.375, 0.75), (algorithm.TradeOff.At(2, 40), algorithm.TradeOff.At(4, 40)));
        Assert.Equal((0.9, 0), (algorithm.ResidualDecay, algorithm.Proximal));
        Assert.Equal(new ServerOptimiser.Averaging(0.5), algorithm.Server);
    }

    [Fact]
    public void FedProx_without_its_term_differs_from_FedAvg_in_name_only() =>
        Assert.Equal(AlgorithmCatalogue.FedAvg, AlgorithmCatalogue.FedProx(0) with { Name = "fedavg" });

    [Fact]
    public void Every_name_is_there_once_with_a_summary_and_a_source()
    {
        Assert.Equal(AlgorithmCatalogue.Names.Length, AlgorithmCatalogue.Names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(AlgorithmCatalogue.Entries, entry => Assert.True(entry.Summary.Length > 10 && entry.Source.Length > 5, entry.Name));
    }
}
