using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Training;

public sealed class BatchesTests
{
    private static readonly ImageData Data = new SyntheticImages { Shape = new(1, 2, 2), Train = 60, Test = 10 }.Generate(1);
    private static readonly Network Network = TinyNetworks.Toy;

    [Theory]
    [InlineData(23, 5, 5)]
    [InlineData(20, 5, 4)]
    [InlineData(3, 5, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(0, 5, 0)]
    public void An_epoch_sees_every_sample_once_in_full_batches_and_the_rest(int samples, int batch, int steps)
    {
        var job = Jobs.Of(Network, Data, Jobs.Plain with { BatchSize = batch, Epochs = 3 }, samples);
        var batches = new Batches(job);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            var seen = batches.Epoch().Select(b => b.ToArray()).ToArray();
            Assert.Equal(steps, seen.Length);
            Assert.All(seen.SkipLast(1), b => Assert.Equal(batch, b.Length));
            Assert.Equal(Enumerable.Range(0, samples), seen.SelectMany(b => b).Order());
        }
        Assert.Equal(3 * steps, job.Steps);
    }

    [Fact]
    public void Each_epoch_device_round_and_seed_has_an_order_of_its_own()
    {
        var job = Jobs.Of(Network, Data, Jobs.Plain, 40);
        var orders = new List<int[]> { Order(job), Order(job with { Device = 1 }), Order(job with { Round = 3 }), Order(job with { Seed = 2 }) };
        var batches = new Batches(job);
        _ = batches.Epoch().Count();
        orders.Add([.. batches.Epoch().SelectMany(b => b.ToArray())]);
        Assert.Equal(5, orders.DistinctBy(order => string.Join(' ', order)).Count());
        Assert.Equal(orders[0], Order(job with { }));
    }

    private static int[] Order(TrainingJob job) => [.. new Batches(job).Epoch().SelectMany(b => b.ToArray())];
}
