using FedPrune.Model.Randomness;

namespace FedPrune.Model.Data;

/// <summary>By which rule samples go to devices.</summary>
public abstract record PartitionScheme
{
    private protected PartitionScheme()
    {
    }

    /// <summary>The owner of each sample of the pool.</summary>
    /// <exception cref="ArgumentException">The rule cannot be met with this pool; the message says what is allowed.</exception>
    internal abstract int[] Assign(Pool pool, RandomStream random);

    /// <summary>The samples to be spread, in random order.</summary>
    /// <param name="Labels">(n) their true labels.</param>
    /// <param name="Classes">Number of classes.</param>
    /// <param name="Devices">Number of devices.</param>
    /// <param name="MinimumSamples">Samples that each device gets at least.</param>
    internal sealed record Pool(byte[] Labels, int Classes, int Devices, int MinimumSamples)
    {
        public int Count => Labels.Length;

        /// <summary>The places of each class in the pool, ascending.</summary>
        public int[][] PlacesByClass()
        {
            var places = Enumerable.Range(0, Classes).Select(_ => new List<int>(Count / Classes)).ToArray();
            for (int k = 0; k < Count; k++)
                places[Labels[k]].Add(k);
            return [.. places.Select(p => p.ToArray())];
        }
    }

    private protected static double RequirePositive(double alpha) => double.IsFinite(alpha) && alpha > 0
        ? alpha
        : throw new ArgumentException($"alpha = {alpha}: the concentration of a Dirichlet distribution must be positive and finite");
}

/// <summary>Every device gets the same number of samples (±1), whatever their labels.</summary>
public sealed record Iid : PartitionScheme
{
    internal override int[] Assign(Pool pool, RandomStream random)
    {
        var owners = new int[pool.Count];
        for (int k = 0; k < owners.Length; k++)
            owners[k] = (int)((long)k * pool.Devices / pool.Count);
        return owners;
    }
}

/// <summary>Sizes follow a symmetric Dirichlet distribution, labels are spread evenly: skew in quantity alone.</summary>
/// <param name="Alpha">Concentration: the smaller, the more unequal. Devices below the minimum are filled up from the richest.</param>
public sealed record QuantitySkew(double Alpha) : PartitionScheme
{
    public double Alpha { get; } = RequirePositive(Alpha);

    internal override int[] Assign(Pool pool, RandomStream random)
    {
        var shares = new double[pool.Devices];
        DirichletShares.Draw(random, Alpha, shares);
        var owners = new int[pool.Count];
        DirichletShares.Deal(shares, pool.Count, (k, device) => owners[k] = device);
        MinimumKeeper.FillUp(owners, pool.Devices, pool.MinimumSamples);
        return owners;
    }
}
