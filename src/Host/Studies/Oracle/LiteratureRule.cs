using FedPrune.Host.Configuration;
using FedPrune.Model.Pruning;

namespace FedPrune.Host.Studies.Oracle;

/// <summary>What an algorithm sends and computes in rounds that move its topology, by the literature's cost model.</summary>
/// <param name="Dense">Whether its models are dense.</param>
/// <param name="Moves">Shares of the kept weights that move, a number a round, 0 where nothing does.</param>
/// <param name="Extra">Bytes beyond two sparse models in a round that moves a share of the weights.</param>
/// <param name="Gradient">Whether such a round takes a dense gradient.</param>
internal sealed record LiteratureRule(
    bool Dense, double[] Moves, Func<KeptBlock[], double, double> Extra, bool Gradient)
{
    private static readonly Func<KeptBlock[], double, double> Nothing = (_, _) => 0;

    /// <summary>The rule of an algorithm; null where the literature has none.</summary>
    public static LiteratureRule? Of(string algorithm, Settings settings, int rounds) => algorithm switch
    {
        "fedavg" or "fedprox" => new LiteratureRule(true, new double[rounds], Nothing, false),
        "static" or "fedprune-still" => new LiteratureRule(false, new double[rounds], Nothing, false),
        "fedprune" or "fedprune-by-size" or "fedprune-no-averaging" or "fedprune-no-recovery" or "oracle" =>
            new LiteratureRule(false, new double[rounds], Nothing, false), // explores at random: no gradient, no index
        "feddst" => new LiteratureRule(false, Moving(settings, algorithm, rounds), Nothing, true),
        "fedtiny" or "fedmef" => new LiteratureRule(
            false, Moving(settings, algorithm, rounds), (blocks, share) => LiteratureCosts.Grown(blocks, share), true),
        "fedrts" => new LiteratureRule(
            false, Moving(settings, algorithm, rounds), (blocks, share) => LiteratureCosts.Grown(blocks, share) / 2, true),
        _ => null,
    };

    /// <summary>Mean bytes of a device and round: <c>2·O_s</c>, and what moving adds.</summary>
    public double Bytes(KeptBlock[] blocks, Func<IEnumerable<KeptBlock>, double> size)
    {
        var model = size(Dense ? blocks.Select(block => block with { Kept = block.Block.Count }) : blocks);
        return (2 * model) + Moves.Where(share => share > 0).Sum(share => Extra(blocks, share)) / Moves.Length;
    }

    /// <summary>Mean FLOPs of a sample in an epoch.</summary>
    public double Flops(double sparse, double dense, int epochs) => Moves.Average(share =>
        LiteratureCosts.Training(Dense ? dense : sparse, dense, epochs, Gradient && share > 0));

    private static double[] Moving(Settings settings, string key, int rounds)
    {
        var readjustment = new Readjustment(
            settings.Number($"{key}.initial", 0, 1), settings.Number($"{key}.until", 0, 1) * rounds, settings.Whole($"{key}.every", 1));
        return [.. Enumerable.Range(0, rounds).Select(readjustment.At)];
    }
}
