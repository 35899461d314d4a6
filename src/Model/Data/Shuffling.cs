using FedPrune.Model.Randomness;

namespace FedPrune.Model.Data;

/// <summary>Random draws without replacement, of our own so that no change of the framework's changes a seed's meaning.</summary>
internal static class Shuffling
{
    /// <summary>
    /// <paramref name="count"/> different numbers of 0 … <paramref name="of"/> − 1 in random order (Fisher and Yates, stopped early).
    /// </summary>
    public static int[] Draw(RandomStream random, int of, int count)
    {
        var numbers = new int[of];
        for (int i = 0; i < of; i++)
            numbers[i] = i;
        for (int i = 0; i < count; i++)
        {
            var other = random.Next(i, of);
            (numbers[i], numbers[other]) = (numbers[other], numbers[i]);
        }
        return count == of ? numbers : numbers[..count];
    }
}
