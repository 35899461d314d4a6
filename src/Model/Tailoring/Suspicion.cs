using System.Collections.Immutable;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Works;

namespace FedPrune.Model.Tailoring;

/// <summary>
/// Devices whose losses are high in many classes are taken for noisy: they learn in part from the global model's own
/// predictions, and their updates count the less the further they lie from those of the others (FedNoRo, Wu et al., 2023).
/// </summary>
/// <param name="WarmUp">Share of the rounds in which nobody is suspected, in [0, 1].</param>
/// <param name="Distillation">λ at the end, in [0, 1].</param>
/// <param name="Temperature">Of the global model's predictions.</param>
public sealed record Suspicion(double WarmUp, double Distillation, double Temperature) : TailoringRule
{
    private const string Prefix = "losses-";

    public override bool ChangesTopology => false;

    public override bool TrainsPlainly => false;

    public override bool NeedsUpdates => true;

    public override Func<int, Share> Shares(TailoringRound round)
    {
        var progress = round.Plan.Round / (double)round.Rounds;
        var suspects = progress < WarmUp ? [] : Suspects(round.Model.Memory);
        // λ_t = λ·exp(−5·(1 − x)²), x from 0 at the end of the warm-up to 1 half-way through the run.
        var ramp = Math.Clamp((progress - WarmUp) / Math.Max(0.5 - WarmUp, 1e-9), 0, 1);
        var lambda = Distillation * Math.Exp(-5 * (1 - ramp) * (1 - ramp));
        Share trusted = new(round.Plan.Sent, new TellingLosses(0, Temperature, Suspected: false), MaskTravels: true);
        Share suspected = trusted with { Work = new TellingLosses(lambda, Temperature, Suspected: true) };
        return device => suspects.Contains(device) ? suspected : trusted;
    }

    public override void Remember(RoundPlan plan, IReadOnlyList<Update> updates, ServerMemory memory)
    {
        foreach (var update in updates)
        {
            if (update.Report is { Values: var losses })
                losses.CopyTo(memory.Change(Prefix + update.Device, losses.Length));
        }
    }

    /// <summary>
    /// <c>π_i ∝ n_i·exp(−D_i)</c>: D is 0 for trusted devices, else the distance to the nearest of them, summed over tensors,
    /// over the largest such distance. Data size alone where none or all are suspected.
    /// </summary>
    public static double[] Weights(IReadOnlyList<Update> updates)
    {
        double[] weights = [.. updates.Select(update => (double)update.Samples)];
        Update[] trusted = [.. updates.Where(update => !update.Suspected)];
        if (trusted.Length > 0 && trusted.Length < updates.Count)
        {
            double[] distances = [.. updates.Select(update => update.Suspected ? trusted.Min(other => Distance(update, other)) : 0)];
            var most = distances.Max();
            for (int i = 0; i < weights.Length && most > 0; i++)
                weights[i] *= Math.Exp(-distances[i] / most);
        }
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    /// <summary>The devices whose scaled class losses, averaged, belong to the upper of two normal distributions.</summary>
    public static ImmutableHashSet<int> Suspects(IReadOnlyDictionary<string, ReadOnlyMemory<float>> memory)
    {
        var told = memory.Where(kept => kept.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(kept => (Device: int.Parse(kept.Key.AsSpan(Prefix.Length), System.Globalization.CultureInfo.InvariantCulture), Losses: kept.Value.ToArray()))
            .OrderBy(entry => entry.Device).ToArray();
        if (told.Length < 4)
            return [];
        double[] scores = Scaled([.. told.Select(entry => entry.Losses)]);
        var upper = TwoNormals.Upper(scores);
        return [.. told.Where((_, i) => upper[i]).Select(entry => entry.Device)];
    }

    // Each class's losses from 0 to 1; a class that a device does not have counts as 0, the minimum, as does one of no range.
    private static double[] Scaled(float[][] losses)
    {
        var scores = new double[losses.Length];
        for (int c = 0; c < losses[0].Length; c++)
        {
            float[] known = [.. losses.Select(own => own[c]).Where(loss => loss >= 0)];
            if (known.Length == 0 || known.Max() == known.Min())
                continue;
            for (int i = 0; i < scores.Length; i++)
                scores[i] += losses[i][c] < 0 ? 0 : (losses[i][c] - known.Min()) / (known.Max() - known.Min());
        }
        return scores;
    }

    private static double Distance(Update a, Update b)
    {
        var left = a.Values.Span;
        var right = b.Values.Span;
        var sum = 0.0;
        for (int block = 0; block < a.Topology.Layout.Blocks.Length; block++)
        {
            var range = a.Topology.CompactRange(block);
            sum += System.Numerics.Tensors.TensorPrimitives.Distance(left[range], right[range]);
        }
        return sum;
    }
}
