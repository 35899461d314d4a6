using FedPrune.Host.Studies;
using FedPrune.Host.Studies.Oracle;

namespace FedPrune.Host.Tests.Studies.Oracle;

public sealed class RunCostsTests : IDisposable
{
    private readonly TinyStudy _tiny = new();

    [TorchFact]
    public async Task Dense_transfers_cost_what_the_literature_says_but_for_headers_and_sparse_ones_less_than_its_formats()
    {
        var result = await TinyStudy.ResultAsync(_tiny.Runner(new WatchedBatch()), _tiny.Study with { Tuning = Tuning.Off, Seeds = 1, Conditions = [new Variant("", [])] });
        var (dense, sparse) = (RunCosts.Of(result.Cells[0].Runs[0]!)!, RunCosts.Of(result.Cells[1].Runs[0]!)!);
        Assert.InRange(dense.Bytes / dense.LiteratureBytes, 1, 1.01);
        Assert.InRange(sparse.Bytes / sparse.SmallestBytes, 0.8, 1);
        Assert.True(sparse.SmallestBytes <= sparse.LiteratureBytes);
        // The rule has a backward pass to the images, which nobody computes.
        Assert.InRange(dense.SampleFlops / dense.LiteratureFlops, 0.9, 0.99);
        Assert.InRange(sparse.SampleFlops / sparse.LiteratureFlops, 0.7, 0.99);
    }

    public void Dispose() => _tiny.Dispose();
}
