using FedPrune.Model.Randomness;

namespace FedPrune.Model.Data;

/// <summary>
/// Each device holds samples of at most <paramref name="ClassesPerDevice"/> classes: every class is cut into equal shards of
/// its own, and each device is dealt that many shards.
/// </summary>
/// <remarks>
/// After McMahan et al., "Communication-efficient learning of deep networks from decentralized data", AISTATS 2017; there a
/// shard may reach over the border of two classes, here it never does.
/// </remarks>
/// <param name="ClassesPerDevice">Shards a device gets, which may be of one class.</param>
public sealed record Shards(int ClassesPerDevice) : PartitionScheme
{
    internal override int[] Assign(Pool pool, RandomStream random)
    {
        var places = pool.PlacesByClass();
        var present = places.Count(ofClass => ofClass.Length > 0);
        var fewestClasses = Math.Max(1, (present + pool.Devices - 1) / pool.Devices); // or some class would have no owner
        if (ClassesPerDevice < fewestClasses || ClassesPerDevice > pool.Classes)
        {
            throw new ArgumentException($"shards of {ClassesPerDevice} classes per device: {pool.Devices} devices and "
                + $"{pool.Classes} classes allow {fewestClasses} to {pool.Classes}");
        }

        var owners = Deal(places, Apportion(places, pool.Devices * ClassesPerDevice), random);
        var fewest = Fewest(owners, pool.Devices);
        return fewest >= pool.MinimumSamples
            ? owners
            : throw new ArgumentException($"shards of {ClassesPerDevice} classes per device leave a device with {fewest} samples: "
                + $"allowed is a minimum of up to {fewest}, not {pool.MinimumSamples}");
    }

    private static int Fewest(int[] owners, int devices)
    {
        var counts = new int[devices];
        foreach (var owner in owners)
            counts[owner]++;
        return counts.Min();
    }

    private int[] Deal(int[][] places, int[] shards, RandomStream random)
    {
        var owners = new int[places.Sum(ofClass => ofClass.Length)];
        var order = Shuffling.Draw(random, shards.Sum(), shards.Sum());
        var next = 0;
        foreach (var (ofClass, count) in places.Zip(shards))
        {
            for (int k = 0; k < ofClass.Length; k++)
                owners[ofClass[k]] = order[next + (int)((long)k * count / ofClass.Length)] / ClassesPerDevice;
            next += count;
        }
        return owners;
    }

    /// <summary>
    /// How many shards each class is cut into: one for each class present, the others one by one to the class whose shards
    /// are largest.
    /// </summary>
    private static int[] Apportion(int[][] places, int total)
    {
        var shards = places.Select(ofClass => ofClass.Length > 0 ? 1 : 0).ToArray();
        var largest = new PriorityQueue<int, (double Smaller, int Class)>();
        for (int c = 0; c < shards.Length; c++)
            if (shards[c] > 0)
                largest.Enqueue(c, (-places[c].Length, c));
        for (int left = total - shards.Sum(); left > 0; left--)
        {
            var c = largest.Dequeue();
            shards[c]++;
            largest.Enqueue(c, (-(double)places[c].Length / shards[c], c));
        }
        return shards;
    }
}
