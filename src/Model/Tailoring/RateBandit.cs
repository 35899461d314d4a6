using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tailoring;

/// <summary>
/// Each device's pruning rate is chosen by a bandit that is paid for a falling loss and for keeping pace with the others
/// (after FedMP, Jiang et al., 2022). An adaptation: single weights are pruned instead of filters, at the same rate in every
/// layer, and the rates are five arms instead of a tree of intervals. Discounted UCB (Garivier and Moulines, 2011).
/// </summary>
/// <param name="Highest">The highest rate, in [0, 1); the lowest is 0.</param>
/// <param name="Discount">By which what was learnt fades with each of a device's rounds, in (0, 1].</param>
public sealed record RateBandit(double Highest, double Discount) : TailoringRule
{
    private const int Arms = 5, LastLoss = 2 * Arms, Places = LastLoss + 2; // counts, rewards, last loss, whether there is one
    private const double Exploration = 0.5;

    public override Func<int, Share> Shares(TailoringRound round)
    {
        var shares = new Share?[Arms];
        return device => At(Choose(Notes(round.Model.Memory, device)));

        Share At(int arm) => shares[arm] ??= new Share(
            Pruned(round.Plan.Sent.Layout, round.Model.Weights.Span, RateOf(arm)), DeviceWork.Training, MaskTravels: true);
    }

    /// <summary>The rate of an arm.</summary>
    public double RateOf(int arm) => Highest * arm / (Arms - 1);

    public override void Remember(RoundPlan plan, IReadOnlyList<Update> updates, ServerMemory memory)
    {
        var mean = updates.Average(update => update.Seconds);
        foreach (var update in updates)
        {
            var notes = memory.Change(NameOf(update.Device), Places).Span;
            Learn(notes, Choose(notes), update, mean);
        }
    }

    /// <summary>The arm with the highest upper confidence bound; one that was never tried before all others, in their order.</summary>
    /// <param name="notes">A device's counts and rewards; empty before its first round.</param>
    public static int Choose(ReadOnlySpan<float> notes)
    {
        if (notes.IsEmpty)
            return 0;
        var total = 0.0;
        foreach (var count in notes[..Arms])
            total += count;
        var (best, bound) = (0, double.NegativeInfinity);
        for (int arm = 0; arm < Arms; arm++)
        {
            var count = notes[arm];
            if (count == 0)
                return arm;
            var upper = (notes[Arms + arm] / count) + (Exploration * Math.Sqrt(Math.Log(Math.Max(total, 1)) / count));
            if (upper > bound)
                (best, bound) = (arm, upper);
        }
        return best;
    }

    private void Learn(Span<float> notes, int arm, Update update, double meanSeconds)
    {
        var fallen = notes[LastLoss + 1] > 0 ? notes[LastLoss] - update.Loss : 0;
        var apart = Math.Max(Math.Abs(update.Seconds - meanSeconds) / Math.Max(meanSeconds, 1e-9), 0.1);
        var reward = fallen / apart;
        foreach (ref var number in notes[..LastLoss])
            number *= (float)Discount;
        notes[arm]++;
        notes[Arms + arm] += (float)(reward / (1 + Math.Abs(reward))); // bounded, as UCB assumes
        (notes[LastLoss], notes[LastLoss + 1]) = ((float)update.Loss, 1);
    }

    private static Topology Pruned(ParameterLayout layout, ReadOnlySpan<float> weights, double rate) =>
        TopologySearch.ByMagnitude(layout, weights, LayerDensities.KeptCounts(layout, DensityRule.Uniform, 1 - rate));

    private static ReadOnlySpan<float> Notes(IReadOnlyDictionary<string, ReadOnlyMemory<float>> memory, int device) =>
        memory.TryGetValue(NameOf(device), out var notes) ? notes.Span : default;

    private static string NameOf(int device) => $"bandit-{device}";
}
