using FedPrune.Model.Masks;

namespace FedPrune.Model.Tailoring;

/// <summary>
/// FedPrune's devices with fewer weights: each gets the largest of some nested topologies with which its round meets the
/// deadline, and no more than its reputation over the mean. A smaller topology has the largest magnitudes of a larger one.
/// </summary>
/// <param name="ByCapability">Whether the deadline counts.</param>
/// <param name="ByContribution">Whether the reputation counts.</param>
/// <param name="Least">The smallest share of the weights that a device gets, in (0, 1].</param>
public sealed record Levels(bool ByCapability, bool ByContribution, double Least) : TailoringRule
{
    private const int Steps = 6;

    public override Func<int, Share> Shares(TailoringRound round)
    {
        var shares = new Share?[Steps];
        var reputations = round.Model.Reputations;
        var mean = reputations.Known.IsEmpty ? 0 : reputations.Known.Values.Average();
        return device =>
        {
            var step = ByContribution && mean > 0 ? StepOf(reputations.Of(device) / mean) : 0;
            while (ByCapability && step < Steps - 1 && round.Costs.Seconds(device, At(step).Topology) > round.Costs.Deadline)
                step++;
            return At(step);
        };

        Share At(int step) => shares[step] ??= Share(round, step);
    }

    /// <summary>The share of the weights at a step: <c>least^(step/5)</c>, 1 at the first and the least at the last.</summary>
    public double ShareAt(int step) => Math.Pow(Least, (double)step / (Steps - 1));

    // The largest share that does not exceed what the reputation deserves.
    private int StepOf(double deserved)
    {
        var step = 0;
        while (step < Steps - 1 && ShareAt(step) > Math.Max(deserved, Least))
            step++;
        return step;
    }

    // Only whoever gets the whole explores: what is explored has no magnitude yet.
    private Share Share(TailoringRound round, int step)
    {
        var plan = round.Plan;
        if (step == 0)
            return new Share(plan.Sent, plan.Work, MaskTravels: true);
        var drop = plan.Travelling.Layout.Blocks.Select((block, b) =>
            block.Prunable ? plan.Travelling.KeptIn(b) - Math.Max(1, (int)(ShareAt(step) * plan.Travelling.KeptIn(b))) : 0);
        var smaller = MaskMoves.Drop(plan.Travelling, plan.Travelling.Gather(round.Model.Weights.Span), [.. drop]);
        return new Share(smaller, plan.Work, MaskTravels: true);
    }
}
