using FedPrune.Model.Algorithms;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Training;
using FedPrune.Model.Works;

namespace FedPrune.Model.Masks;

/// <summary>
/// Every weight has a Beta(α, β) belief that it should be kept, which each round's magnitudes and, in adjustment rounds, the
/// devices' largest gradients move; the mask is drawn from the beliefs (FedRTS, arXiv 2501.19122, equations 3 to 6).
/// </summary>
/// <param name="Schedule">Which share of a layer's weights is in doubt, and when the mask is drawn anew.</param>
/// <param name="Gamma">γ, how much the aggregated model counts against the devices' own, in [0, 1].</param>
/// <param name="Step">λ, by how much a round moves a belief.</param>
public sealed record ThompsonSampling(Readjustment Schedule, double Gamma, double Step) : MaskRule
{
    /// <summary>Names of the beliefs among the server's vectors.</summary>
    public const string Alpha = "alpha", Beta = "beta";

    public override bool TrainsPlainly => false;

    public override bool NeedsUpdates => true;

    public override DeviceWork Work(RoundPlan plan) =>
        Schedule.At(plan.Round) > 0 && Doubted(plan) is var counts && counts.Any(count => count > 0)
            ? new ReportingGrowth([.. counts], WithValues: false)
            : DeviceWork.Training;

    public override Topology Next(MaskRound round)
    {
        var drawn = Schedule.At(round.Plan.Round) > 0;
        var outcome = Outcome(round, drawn);
        var alpha = round.Memory.Change(Alpha, outcome.Length, initial: 1).Span;
        var beta = round.Memory.Change(Beta, outcome.Length, initial: 1).Span;
        for (int j = 0; j < outcome.Length; j++)
        {
            if (double.IsNaN(outcome[j]))
                continue;
            alpha[j] += (float)(Step * outcome[j]);
            beta[j] += (float)(Step * (1 - outcome[j]));
        }
        return drawn ? Draw(round.Plan, alpha, beta) : round.Kept;
    }

    // X of every coordinate; NaN where the round says nothing of it.
    private double[] Outcome(MaskRound round, bool drawn)
    {
        var outcome = new double[round.Weights.Length];
        Array.Fill(outcome, drawn ? Gamma * 0.5 : double.NaN);
        foreach (var j in round.Kept.Indices())
            outcome[j] = 0;
        var doubted = Doubted(round.Plan);
        Vote(MaskMoves.Drop(round.Kept, round.Kept.Gather(round.Weights.Span), doubted), Gamma);
        for (int i = 0; i < round.Updates.Count; i++)
        {
            var own = round.Updates[i].Values.ToArray();
            System.Numerics.Tensors.TensorPrimitives.Add(own, round.Plan.Values.Span, own);
            Vote(MaskMoves.Drop(round.Kept, own, doubted), (1 - Gamma) * round.Shares[i]);
            if (drawn && round.Updates[i].Report is { Where: { } grown })
                Vote(grown, (1 - Gamma) * round.Shares[i]);
        }
        return outcome;

        void Vote(Topology topology, double weight)
        {
            foreach (var j in topology.Indices())
                outcome[j] += weight;
        }
    }

    private static Topology Draw(RoundPlan plan, ReadOnlySpan<float> alpha, ReadOnlySpan<float> beta)
    {
        var random = RandomStream.For(plan.Seed, Purpose.ThompsonSampling, plan.Round);
        var drawn = new float[alpha.Length];
        for (int j = 0; j < drawn.Length; j++)
            drawn[j] = (float)MathNet.Numerics.Distributions.Beta.Sample(random, alpha[j], beta[j]);
        return TopologySearch.ByMagnitude(
            plan.Pruned.Layout, drawn, [.. plan.Pruned.Layout.Blocks.Select((_, b) => plan.Pruned.KeptIn(b))]);
    }

    // K_l − κ_l: the share moves with the round, whether or not the mask is drawn in it.
    private int[] Doubted(RoundPlan plan) => MaskMoves.Counts(plan.Pruned, (Schedule with { Every = 1 }).At(plan.Round));
}
