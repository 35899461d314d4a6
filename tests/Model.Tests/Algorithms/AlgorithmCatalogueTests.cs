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
        Assert.Equal((1, 0.5, 0.9, 0), (algorithm.TradeOff.At(17, 40), algorithm.ServerAveraging, algorithm.ResidualDecay, algorithm.Proximal));
    }

    [Fact]
    public void FedProx_without_its_term_differs_from_FedAvg_in_name_only() =>
        Assert.Equal(AlgorithmCatalogue.FedAvg, AlgorithmCatalogue.FedProx(0) with { Name = "fedavg" });

    [Fact]
    public void Every_algorithm_is_known_by_the_name_it_bears() =>
        Assert.Equal(
            [AlgorithmCatalogue.FedAvg.Name, AlgorithmCatalogue.FedProx(1).Name, AlgorithmCatalogue.FedPrune(0.5, 9).Name], AlgorithmCatalogue.Names.AsEnumerable());
}
