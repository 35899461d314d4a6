using FedPrune.Model.Aggregation;

namespace FedPrune.Model.Tests.Aggregation;

public sealed class ServerOptimiserTests
{
    private static readonly float[] Delta = [0.5f, -0.25f, 0, 3];

    [Fact]
    public void Momentum_without_its_memory_adds_the_mean_update()
    {
        var (weights, _) = Steps(new ServerOptimiser.Momentum(0, 1), 3);
        Assert.Equal([2.5f, 0.25f, 1, 10], weights);
    }

    [Fact]
    public void Momentum_is_the_sum_of_fading_updates()
    {
        var (weights, _) = Steps(new ServerOptimiser.Momentum(0.9, 0.5), 3); // 1, 1.9, 2.71 of the update
        Assert.All(weights.Zip(Delta), pair => Assert.Equal(1 + (0.5 * 5.61 * pair.Second), pair.First, tolerance: 1e-5));
    }

    [Fact]
    public void Adam_follows_its_equations()
    {
        var (weights, memory) = Steps(new ServerOptimiser.Adam(0.1, 0.9, 0.99, 1e-3), 4);
        for (int j = 0; j < Delta.Length; j++)
        {
            var (w, a, b) = (1.0, 0.0, 0.0);
            for (int step = 0; step < 4; step++)
            {
                a = (0.9 * a) + (0.1 * Delta[j]);
                b = (0.99 * b) + (0.01 * Delta[j] * Delta[j]);
                w += 0.1 * a / (Math.Sqrt(b) + 1e-3);
            }
            Assert.Equal(w, weights[j], tolerance: 1e-5);
            Assert.Equal(b, memory.Kept[ServerOptimiser.Adam.Squares].Span[j], tolerance: 1e-6);
        }
    }

    [Fact]
    public void What_the_server_remembered_before_stays_as_it_was()
    {
        var before = ServerMemory.None.Add(ServerOptimiser.Adam.Squares, new float[4]);
        new ServerOptimiser.Adam(0.1, 0.9, 0.99, 1e-3).Step(new float[4], new float[4], Delta, new ServerMemory(before));
        Assert.Equal(new float[4], before[ServerOptimiser.Adam.Squares].ToArray());
    }

    private static (float[] Weights, ServerMemory Memory) Steps(ServerOptimiser optimiser, int steps)
    {
        float[] weights = [1, 1, 1, 1], velocity = new float[4];
        var memory = new ServerMemory(ServerMemory.None);
        for (int step = 0; step < steps; step++)
            optimiser.Step(weights, velocity, Delta, memory);
        return (weights, memory);
    }
}
