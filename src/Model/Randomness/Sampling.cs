namespace FedPrune.Model.Randomness;

/// <summary>Uniform samples without replacement.</summary>
public static class Sampling
{
    /// <summary><paramref name="count"/> different integers of [0, <paramref name="population"/>), ascending (Floyd's algorithm).</summary>
    public static int[] WithoutReplacement(int population, int count, RandomStream random)
    {
        if (count < 0 || count > population)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"cannot draw from a population of {population}");
        var drawn = new HashSet<int>(count);
        for (int last = population - count; last < population; last++)
        {
            if (!drawn.Add(random.Next(last + 1)))
                drawn.Add(last);
        }
        int[] sample = [.. drawn];
        Array.Sort(sample);
        return sample;
    }
}
