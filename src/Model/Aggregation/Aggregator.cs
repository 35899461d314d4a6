using System.Numerics.Tensors;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Aggregation;

/// <summary>From a round's updates to the next dense model. Sums run in the order of the updates, in double.</summary>
public static class Aggregator
{
    /// <summary>
    /// The weighted mean over those that hold a coordinate: <c>Δ_j = Σ π_i·m_ij·u_ij / Σ π_i·m_ij</c>, 0 where nobody
    /// does (FedDST, Bibikar et al., 2022, eq. of its aggregation; with dense updates it is FedAvg's mean).
    /// </summary>
    /// <param name="updates">The updates counted, in device order.</param>
    /// <param name="weights">π, one for each update, not negative, their sum 1.</param>
    /// <param name="delta">(P) numbers, written.</param>
    public static void WeightedMean(IReadOnlyList<Update> updates, ReadOnlySpan<double> weights, Span<float> delta)
    {
        if (updates.Count == 0)
        {
            delta.Clear();
            return;
        }
        var shared = updates[0].Topology;
        if (updates.All(u => ReferenceEquals(u.Topology, shared)))
            SharedMean(updates, weights, shared, delta);
        else
            HolderMean(updates, weights, delta);
    }

    /// <summary>The weighted mean in which updates that lack a coordinate count too, as <paramref name="absent"/> says.</summary>
    /// <param name="updates">The updates counted, in device order.</param>
    /// <param name="weights">π, one for each update, their sum 1.</param>
    /// <param name="absent">What lacking a coordinate means.</param>
    /// <param name="model">(P) W before the round.</param>
    /// <param name="delta">(P) numbers, written.</param>
    public static void WeightedMean(
        IReadOnlyList<Update> updates, ReadOnlySpan<double> weights, AbsentRule absent, ReadOnlySpan<float> model, Span<float> delta)
    {
        if (absent == AbsentRule.Silent || updates.All(u => u.Topology.IsDense))
        {
            WeightedMean(updates, weights, delta);
            return;
        }
        var (sum, held) = Sums(updates, weights, delta.Length);
        for (int j = 0; j < delta.Length; j++)
            delta[j] = (float)(sum[j] - (absent == AbsentRule.Zero ? (1 - held[j]) * model[j] : 0));
    }

    /// <summary>Server averaging: <c>V ← β·V + (1 − β)·Δ</c>, <c>W ← W + V</c>. With β = 0 it is <c>W ← W + Δ</c>.</summary>
    /// <param name="weights">W, (P), changed.</param>
    /// <param name="velocity">V, (P), changed.</param>
    /// <param name="delta">Δ, (P).</param>
    /// <param name="beta">β in [0, 1).</param>
    public static void Step(Span<float> weights, Span<float> velocity, ReadOnlySpan<float> delta, float beta)
    {
        TensorPrimitives.Multiply(velocity, beta, velocity);
        TensorPrimitives.MultiplyAdd(delta, 1 - beta, velocity, velocity);
        TensorPrimitives.Add(weights, velocity, weights);
    }

    /// <summary>
    /// Residual recovery: what the topology left out stays in the dense model, faded by ρ: outside M, <c>W ← ρ·W</c>.
    /// ρ = 1 is recovery as published (<c>W⊙M + R</c>), ρ = 0 drops the residual.
    /// </summary>
    public static void Recover(Span<float> weights, Topology topology, float rho)
    {
        if (topology.IsDense)
            return;
        var start = 0;
        foreach (var kept in topology.Kept)
        {
            Fade(weights[start..kept], rho);
            start = kept + 1;
        }
        Fade(weights[start..], rho);
    }

    private static void Fade(Span<float> weights, float rho) => TensorPrimitives.Multiply(weights, rho, weights);

    // One topology for all: the mean is taken on compact values, piece by piece so that its sums stay in the cache.
    private static void SharedMean(IReadOnlyList<Update> updates, ReadOnlySpan<double> weights, Topology topology, Span<float> delta)
    {
        var held = 0.0;
        foreach (var weight in weights)
            held += weight;
        if (!(held > 0))
        {
            delta.Clear();
            return;
        }
        if (!topology.IsDense)
            delta.Clear(); // a dense mean writes every number
        ReadOnlyMemory<float>[] vectors = [.. updates.Select(u => u.Values)];
        Span<float> compact = stackalloc float[topology.IsDense ? 0 : Accumulation.Piece];
        for (int start = 0; start < topology.Count; start += Accumulation.Piece)
        {
            var piece = start..Math.Min(start + Accumulation.Piece, topology.Count);
            if (topology.IsDense)
            {
                Accumulation.Mean(delta[piece], vectors, piece, weights, held);
                continue;
            }
            var mean = compact[..(piece.End.Value - start)];
            Accumulation.Mean(mean, vectors, piece, weights, held);
            topology.Scatter(piece, mean, delta);
        }
    }

    private static void HolderMean(IReadOnlyList<Update> updates, ReadOnlySpan<double> weights, Span<float> delta)
    {
        var (sum, held) = Sums(updates, weights, delta.Length);
        for (int j = 0; j < delta.Length; j++)
            delta[j] = held[j] > 0 ? (float)(sum[j] / held[j]) : 0;
    }

    // Σ π_i·m_ij·u_ij and Σ π_i·m_ij.
    private static (double[] Sum, double[] Held) Sums(IReadOnlyList<Update> updates, ReadOnlySpan<double> weights, int count)
    {
        var sum = new double[count];
        var held = new double[count];
        var one = new float[updates.Max(u => u.Topology.Count)];
        one.AsSpan().Fill(1);
        for (int i = 0; i < updates.Count; i++)
        {
            var topology = updates[i].Topology;
            topology.AccumulateInto(sum, updates[i].Values.Span, weights[i]);
            topology.AccumulateInto(held, one.AsSpan(0, topology.Count), weights[i]);
        }
        return (sum, held);
    }
}
