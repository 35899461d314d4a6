using FedPrune.Model.Aggregation;
using FedPrune.Model.Pruning;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Tests.Wire;

namespace FedPrune.Model.Tests.Aggregation;

public sealed class AggregatorTests
{
    [Fact]
    public void Without_server_averaging_the_mean_update_is_added_bit_for_bit()
    {
        var (weights, velocity, delta) = (Vector(1), Vector(2), Vector(3));
        float[] expected = [.. weights.Zip(delta, (w, d) => w + d)];
        Aggregator.Step(weights, velocity, delta, 0);
        Assert.Equal(expected, weights);
        Assert.Equal(delta, velocity);
    }

    [Fact]
    public void Server_averaging_is_a_running_mean_of_updates()
    {
        var (weights, velocity) = (Vector(1), new float[1000]);
        double[] w = [.. weights.Select(x => (double)x)], v = new double[1000];
        for (int round = 0; round < 5; round++)
        {
            var delta = Vector(10 + round);
            Aggregator.Step(weights, velocity, delta, 0.5f);
            for (int j = 0; j < w.Length; j++)
            {
                v[j] = (0.5 * v[j]) + (0.5 * delta[j]);
                w[j] += v[j];
            }
        }
        Assert.All(w.Zip(weights), pair => Assert.Equal(pair.First, pair.Second, tolerance: 2e-6));
        Assert.All(v.Zip(velocity), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-6));
    }

    [Fact]
    public void Recovery_as_published_gives_the_pruned_model_and_its_residual_back_bit_for_bit()
    {
        for (int trial = 0; trial < 50; trial++)
        {
            var (topology, weights) = Any(trial);
            float[] sparse = Sparse(topology, weights), residual = [.. weights.Zip(sparse, (w, s) => w - s)];
            var recovered = weights.ToArray();
            Aggregator.Recover(recovered, topology, 1);
            Assert.Equal(weights, recovered);
            Assert.Equal(weights, sparse.Zip(residual, (s, r) => s + r));
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.9f)]
    public void Recovery_fades_what_the_topology_left_out_and_nothing_else(float rho)
    {
        for (int trial = 0; trial < 50; trial++)
        {
            var (topology, weights) = Any(trial);
            var sparse = Sparse(topology, weights);
            var recovered = weights.ToArray();
            Aggregator.Recover(recovered, topology, rho);
            Assert.Equal(sparse.Zip(weights, (s, w) => s + (rho * (w - s))), recovered);
        }
    }

    [Fact]
    public void A_dense_topology_leaves_nothing_to_recover()
    {
        var weights = Vector(4)[..23];
        var recovered = weights.ToArray();
        Aggregator.Recover(recovered, Topology.Dense(TinyNetworks.Toy.Layout), 0);
        Assert.Equal(weights, recovered);
    }

    private static (Topology Topology, float[] Weights) Any(int trial)
    {
        var random = Topologies.Stream(trial);
        var topology = Topologies.Any(random);
        return (topology, Topologies.Values(Topology.Dense(topology.Layout), random));
    }

    private static float[] Sparse(Topology topology, float[] weights)
    {
        var sparse = new float[weights.Length];
        topology.Expand(topology.Gather(weights), sparse);
        return sparse;
    }

    private static float[] Vector(int number) => Topologies.Values(Topology.Dense(Topologies.Layout(1000)), Topologies.Stream(number));
}
