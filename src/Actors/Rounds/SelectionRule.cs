using System.Collections.Immutable;
using FedPrune.Model.Randomness;

namespace FedPrune.Actors.Rounds;

/// <summary>What a selection can go by.</summary>
/// <param name="Devices">N; candidates are 0 to N − 1.</param>
/// <param name="Wanted">How many.</param>
/// <param name="Round">t.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Samples">How many samples each device says it has; empty where the rule does not ask.</param>
/// <param name="Seen">What is remembered of those who delivered.</param>
/// <param name="Eligible">Whether a device may be asked now; null where all may.</param>
public sealed record SelectionRound(
    int Devices, int Wanted, int Round, ulong Seed, ImmutableArray<int> Samples, IReadOnlyDictionary<int, Experience> Seen,
    Func<int, bool>? Eligible)
{
    internal bool MayAsk(int device) => Eligible?.Invoke(device) != false;

    internal RandomStream Random() => RandomStream.For(Seed, Purpose.Sampling, Round);
}

/// <summary>How the devices of a round are chosen: different ones, ascending, fewer than wanted only where no more may be asked.</summary>
public abstract record SelectionRule
{
    /// <summary>Whether it goes by data sizes.</summary>
    public virtual bool NeedsSamples => true;

    /// <summary>Whether it goes by what is remembered of devices.</summary>
    public virtual bool NeedsExperience => false;

    /// <summary>The devices of a round.</summary>
    public abstract int[] Select(SelectionRound round);

    /// <summary>
    /// Draws without replacement, each with a chance in proportion to its size: the smallest of keys <c>−ln(u)/n</c>
    /// (Efraimidis and Spirakis, 2006).
    /// </summary>
    private protected static IEnumerable<int> BySize(SelectionRound round, int wanted, RandomStream random)
    {
        var chosen = new PriorityQueue<int, double>(wanted + 1); // the largest key on top
        for (int device = 0; device < round.Devices && wanted > 0; device++)
        {
            var key = -Math.Log(1 - random.NextDouble()) / Math.Max(1, round.Samples[device]);
            if (chosen.Count == wanted && chosen.TryPeek(out _, out var largest) && key >= -largest)
                continue;
            if (!round.MayAsk(device))
                continue;
            chosen.Enqueue(device, -key);
            if (chosen.Count > wanted)
                chosen.Dequeue();
        }
        return chosen.UnorderedItems.Select(item => item.Element).Order();
    }

    /// <summary>Draws without replacement from those who may be asked and are not yet taken, all alike.</summary>
    private protected static List<int> Uniformly(SelectionRound round, int wanted, RandomStream random, Func<int, bool> taken)
    {
        var moved = new Dictionary<int, int>(); // what a shuffle of 0…N−1 has moved so far (Fisher and Yates)
        var chosen = new List<int>();
        for (int left = round.Devices; left > 0 && chosen.Count < wanted; left--)
        {
            var place = random.Next(left);
            var device = moved.GetValueOrDefault(place, place);
            moved[place] = moved.GetValueOrDefault(left - 1, left - 1);
            if (!taken(device) && round.MayAsk(device))
                chosen.Add(device);
        }
        return chosen;
    }
}

/// <summary>All alike.</summary>
public sealed record UniformSelection : SelectionRule
{
    public override bool NeedsSamples => false;

    public override int[] Select(SelectionRound round) => round.Eligible is null
        ? Sampling.WithoutReplacement(round.Devices, round.Wanted, round.Random())
        : [.. Uniformly(round, round.Wanted, round.Random(), _ => false).Order()];
}

/// <summary>In proportion to their data.</summary>
public sealed record SizeSelection : SelectionRule
{
    public override int[] Select(SelectionRound round) => [.. BySize(round, round.Wanted, round.Random())];
}

/// <summary>
/// Of candidates drawn by data size, those with the highest loss, whoever was never seen first (power of choice, Cho et al.,
/// 2022; losses are those last reported, their cheaper variant).
/// </summary>
/// <param name="Candidates">How many times as many candidates as are wanted, at least 1.</param>
public sealed record PowerOfChoice(double Candidates) : SelectionRule
{
    public override bool NeedsExperience => true;

    public override int[] Select(SelectionRound round)
    {
        var candidates = BySize(round, (int)Math.Ceiling(Math.Max(1, Candidates) * round.Wanted), round.Random());
        return
        [
            .. candidates.OrderByDescending(device => round.Seen.TryGetValue(device, out var seen) ? seen.Loss : double.PositiveInfinity)
                .ThenBy(device => device).Take(round.Wanted).Order(),
        ];
    }
}
