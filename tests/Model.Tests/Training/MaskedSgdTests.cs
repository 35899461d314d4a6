using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Wire;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Training;

public sealed class MaskedSgdTests
{
    public static TheoryData<LocalTraining> Settings { get; } =
    [
        new LocalTraining(1, 1, 0.1f),
        new LocalTraining(1, 1, 0.1f, Momentum: 0.9f),
        new LocalTraining(1, 1, 0.05f, Momentum: 0.5f, WeightDecay: 0.01f),
        new LocalTraining(1, 1, 0.2f, Proximal: 0.1f),
        new LocalTraining(1, 1, 0.1f, Momentum: 0.9f, WeightDecay: 0.001f, Proximal: 1),
    ];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Kept_weights_follow_the_formula_and_pruned_ones_keep_their_bits(LocalTraining settings)
    {
        const int Offset = 100, Count = 57;
        var random = Topologies.Stream(1);
        int[] kept = [.. Enumerable.Range(0, Count).Where(_ => random.Next(3) == 0)];
        float[] start = Vector(Count, 2), weights = start.ToArray(), velocity = new float[kept.Length], anchor = [.. kept.Select(j => start[j])];
        double[] w = [.. start.Select(x => (double)x)], v = new double[Count];
        for (int step = 0; step < 6; step++)
        {
            var gradient = Vector(Count, 10 + step);
            MaskedSgd.Step(weights, gradient, [.. kept.Select(j => j + Offset)], Offset, velocity, anchor, settings);
            foreach (var j in kept)
            {
                var g = gradient[j] + (settings.WeightDecay * w[j]) + (settings.Proximal * (w[j] - start[j]));
                v[j] = (settings.Momentum * v[j]) + g;
                w[j] -= settings.LearningRate * v[j];
            }
        }
        Assert.All(Enumerable.Range(0, Count).Except(kept), j => Assert.Equal(start[j], weights[j]));
        Assert.All(kept, j => Assert.Equal(w[j], weights[j], tolerance: 1e-5));
        Assert.All(kept, j => Assert.NotEqual(start[j], weights[j]));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void With_everything_kept_both_ways_agree(LocalTraining settings)
    {
        foreach (var count in (int[])[0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 63, 257])
        {
            var anchor = Vector(count, 1);
            float[] sparse = anchor.ToArray(), dense = anchor.ToArray(), sparseVelocity = new float[count], denseVelocity = new float[count];
            for (int step = 0; step < 4; step++)
            {
                var gradient = Vector(count, 10 + step);
                MaskedSgd.Step(sparse, gradient, [.. Enumerable.Range(0, count)], 0, sparseVelocity, anchor, settings);
                MaskedSgd.DenseStep(dense, gradient, denseVelocity, anchor, settings);
            }
            if (settings.Proximal == 0)
                Assert.Equal(sparse, dense);
            Assert.All(sparse.Zip(dense), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-5f));
            Assert.All(sparseVelocity.Zip(denseVelocity), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-5f));
        }
    }

    private static float[] Vector(int count, int number) =>
        Topologies.Values(Topology.Dense(Topologies.Layout(count)), Topologies.Stream(number));
}
