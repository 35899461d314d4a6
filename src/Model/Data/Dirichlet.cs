using FedPrune.Model.Randomness;

namespace FedPrune.Model.Data;

/// <summary>
/// Label skew: the samples of each class are shared out in proportions drawn from a symmetric Dirichlet distribution over the
/// devices. A device that has its even part of all samples (n/N) gets nothing more of the classes after.
/// </summary>
/// <remarks>
/// Source: Yurochkin et al., "Bayesian nonparametric federated learning of neural networks", ICML 2019, and Li et al.,
/// "Federated learning on non-IID data silos", ICDE 2022, who draw again until every device has its minimum. With many
/// devices that may never happen: after <see cref="MostDraws"/> draws, devices are filled up from the richest.
/// </remarks>
/// <param name="Alpha">Concentration: the smaller, the fewer classes a device has.</param>
public sealed record Dirichlet(double Alpha) : PartitionScheme
{
    private const int MostDraws = 50;

    public double Alpha { get; } = RequirePositive(Alpha);

    internal override int[] Assign(Pool pool, RandomStream random)
    {
        var places = pool.PlacesByClass();
        var owners = new int[pool.Count];
        var counts = new int[pool.Devices];
        for (int draw = 0; draw < MostDraws; draw++)
        {
            Share(pool, places, random, owners, counts);
            if (counts.Min() >= pool.MinimumSamples)
                return owners;
        }
        MinimumKeeper.FillUp(owners, pool.Devices, pool.MinimumSamples);
        return owners;
    }

    private void Share(Pool pool, int[][] places, RandomStream random, int[] owners, int[] counts)
    {
        Array.Clear(counts);
        var shares = new double[pool.Devices];
        foreach (var ofClass in places)
        {
            DirichletShares.Draw(random, Alpha, shares, device => (long)counts[device] * pool.Devices < pool.Count);
            DirichletShares.Deal(shares, ofClass.Length, (k, device) =>
            {
                owners[ofClass[k]] = device;
                counts[device]++;
            });
        }
    }
}
